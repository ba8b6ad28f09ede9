#!/usr/bin/python3
"""Breaks one rule of the bot at a time, in a copy, and lets the simulator look for it. By hand: takes some minutes.

    tests/sim/mutants.py [--seeds 40] [name …]
"""
import argparse
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPY = ROOT / "build" / "mutants"

# name, file, what stands there, what is put in its place
MUTANTS = [
    ("a repeated event is carried out again", "core/engine/engine.cpp",
     "if (known(item)) return Handled::duplicate;", "static_cast<void>(known(item));"),
    ("the disk is not waited for", "core/store/database.cpp",
     'set("synchronous", "FULL", "2")', 'set("synchronous", "OFF", "0")'),
    ("hours count for nothing", "core/engine/kinds.cpp",
     "if (free > now) return hold(free);", "static_cast<void>(free);"),
    ("nudges without end", "core/engine/kinds.cpp",
     "if (count_since(today) + maybe > 0 || count_since(monday) + maybe >= nudges_a_week) {",
     "if (count_since(today) + maybe > 5) {"),
    ("stop does not stop", "core/engine/kinds.cpp",
     "if (person.stopped) return drop;", ""),
    ("what may have arrived does not count", "core/engine/kinds.cpp",
     "const std::int64_t maybe = maybe_arrived(delivery);", "const std::int64_t maybe = 0 * maybe_arrived(delivery);"),
    ("a local date can come again", "core/engine/alarms.cpp",
     "if (fired.next()) after", "if (false) after"),
    ("what was on its way at a crash is forgotten", "core/engine/engine.cpp",
     "impl_->m.outbox.recover(now);", ""),
    ("a conversation has no order", "core/engine/outbox.cpp",
     "AND NOT EXISTS (SELECT 1 FROM delivery b WHERE b.lane = d.lane AND b.state = 'begun')", ""),
    ("a private answer is given to everybody", "core/engine/happening.cpp",
     "if (sharing_ != Sharing::personal) return here;", "return here;"),
    ("nothing is sealed", "core/store/sealed.cpp",
     "std::string sealed(nonce_size + text.size() + tag_size, '\\0');",
     "if (!purpose.empty()) return std::string(text);\n    std::string sealed(nonce_size + text.size() + tag_size, '\\0');"),
    ("the texts of what was sent stay", "core/engine/outbox.cpp",
     "payload = NULL, route = '' WHERE id = $1", "route = '' WHERE id = $1"),
    ("a question waits for ever", "core/engine/pruning.cpp",
     "drop(old_dialogs, millis(now));", "drop(old_dialogs, millis(now - std::chrono::days(999)));"),
    ("a live view is not shown again", "core/engine/views.cpp",
     "if (there || m_.outbox.begun(view->id)) {", "if (there && m_.outbox.begun(view->id)) {"),
    ("what may have arrived is not deleted", "core/engine/outbox.cpp",
     "AND state = 'waiting' AND attempt = 0", "AND state = 'waiting'"),
    ("who blocked somebody hears from them", "core/gratitude/passing.cpp",
     "return std::ranges::any_of(blocked, [&](const auto& sender) { return !sender || *sender == copy.sender; });",
     "return blocked.empty() && copy.id == 0;"),
]


def run(*command, **options):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options)


def build():
    done = run("cmake", "--build", COPY / "build", "--target", "goodturn_sim")
    if done.returncode != 0:
        sys.exit(done.stdout[-3000:])


def hunt(seeds):
    """What the simulator found: (seed, broken promise), or None."""
    for seed in range(1, seeds + 1):
        story = run(COPY / "build" / "goodturn_sim", "--seed", str(seed), "--days", "30", "--people", "20").stdout
        for line in story.splitlines():
            if "BROKEN: " in line:
                return seed, line.split("BROKEN: ", 1)[1]
        if "every promise held" not in story:
            return seed, "the simulator crashed"
    return None


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seeds", type=int, default=40, help="tried for each mutant")
    options.add_argument("names", nargs="*", help="only those whose name holds one of these")
    options = options.parse_args()

    source = COPY / "source"
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns("build", ".git", "node_modules"))
    run("cmake", "-S", source, "--preset", "bench", "-B", COPY / "build", cwd=source)
    build()

    missed = 0
    wanted = [m for m in MUTANTS if not options.names or any(part in m[0] for part in options.names)]
    for name, file, before, after in wanted:
        path = source / file
        text = path.read_text()
        if text.count(before) != 1:
            sys.exit(f"{file}: stands there {text.count(before)} times: {before}")
        path.write_text(text.replace(before, after))
        build()
        found = hunt(options.seeds)
        path.write_text(text)
        missed += found is None
        print(f"{name}: " + (f"seed {found[0]}, {found[1]}" if found else "NOT FOUND"), flush=True)
    print(f"{len(wanted) - missed} passed, {missed} failed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
