#!/usr/bin/python3
"""Breaks one rule of the bot at a time, in a copy, and lets the simulator look for it. By hand: takes hours.

    tests/sim/mutants.py [--seeds 40] [name …]
    tests/sim/mutants.py --look    # only whether what they break is still there; a test of tests/run

First the bot as it is has to hold in the same seeds. A find is a promise that was broken, with its name and the seed; a
simulator that crashes and a mutant that does not build are errors.
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
     "const bool for_everybody = sharing_ == Sharing::shared || (sharing_ == Sharing::either && others_read_it());",
     "const bool for_everybody = true;"),
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
     "WHERE view_id = $1 AND state = 'waiting' AND attempt = 0", "WHERE view_id = $1 AND state = 'waiting'"),
    ("what arrives after it was taken back stays", "core/engine/sending.cpp",
     "    if (first && retracted) {", "    if (first && retracted) return std::nullopt;\n    if (first && retracted) {"),
    ("what was taken back stays to be seen", "core/engine/views.cpp",
     "if (!view->remote_id.empty()) {", "if (view->remote_id.empty()) {"),
    ("a letter shows what was taken out of it", "core/gratitude/passing.cpp",
     'turn.refresh("thanks.letter", letter);', ""),
    ("who blocked somebody hears from them", "core/gratitude/passing.cpp",
     "return std::ranges::any_of(blocked, [&](const auto& sender) { return !sender || *sender == copy.sender; });",
     "return blocked.empty() && copy.id == 0;"),
    ("after a crash what was on its way counts as sent", "core/engine/outbox.cpp",
     "retry(delivery, delivery.kind == Kind::answer ? now : delivery.due, true);", 'end(delivery.id, "sent", now);'),
    ("what the platform is too busy for counts as sent", "core/engine/sending.cpp",
     "m.outbox.hold_space(delivery.to.space, again);\n            m.outbox.retry(delivery, again, false);",
     'm.outbox.end(delivery.id, "sent", now);'),
    ("what may not disturb anybody now counts as sent", "core/engine/sending.cpp",
     "m.outbox.put_back(delivery, again);", 'm.outbox.end(delivery.id, "sent", now);'),
    ("an answer that failed is dropped", "core/engine/sending.cpp",
     "m.outbox.retry(delivery, now + pause_after(m, delivery, now), true);\n            return;",
     "break;"),
    ("nobody hears of what can't be passed on", "core/gratitude/passing.cpp",
     'turn.show("thanks.returned", copy.id, copy.sender, Kind::dated);\n    if (const auto thanks = find_thanks(turn, copy.thanks)) refresh_sender(turn, *thanks);', ""),
    ("letters and budgets go by a clock that fell back", "core/engine/kinds.cpp",
     "if (clock_fell_back) return hold(now + std::chrono::minutes(10));", "static_cast<void>(clock_fell_back);"),
    ("what was done under a clock that fell back is of then", "core/engine/machinery.hpp",
     "return clock_fell_back(now) ? *newest : now; }", "return now; }"),
    ("what its reader deleted is posted again", "core/engine/sending.cpp",
     "            if (view->kind == Kind::answer) {", "            {"),
    ("stop is forgotten", "core/basics/pause.cpp",
     "turn.people().set_stopped(turn.actor(), true);", ""),
    ("a pause is forgotten", "core/basics/pause.cpp",
     "turn.people().set_paused(turn.actor(), until);", ""),
    ("hours are forgotten", "core/basics/hours.cpp",
     "turn.people().set_hours(turn.actor(), *wanted);", ""),
    ("a block is forgotten", "core/basics/passed_on.cpp",
     "if (!is_blocked(turn, sender)) turn.block(sender);", "static_cast<void>(sender);"),
    ("no more from anybody is forgotten", "core/basics/passed_on.cpp",
     "turn.block(std::nullopt);", ""),
    ("who has left is written to", "core/engine/kinds.cpp",
     """    if (person.is_bot || person.gone || person.foreign || (!person.reachable && delivery.kind != Kind::dated))
        return drop;
""", ""),
    ("deliveries without end", "core/engine/kinds.cpp",
     "constexpr std::int64_t deliveries_a_day = 3;", "constexpr std::int64_t deliveries_a_day = 30;"),
    ("a thank-you that was taken back in time stays", "core/gratitude/thanks_store.cpp",
     'turn.db().run(R"sql(DELETE FROM thanks WHERE id = $1)sql", {id});', "static_cast<void>(turn), static_cast<void>(id);"),
    ("what is erased is not overwritten", "core/store/database.cpp",
     'set("secure_delete", "ON", "1");', 'set("secure_delete", "OFF", "0");'),
    ("what was not understood is kept", "core/gratitude/round_names.cpp",
     "if (!asks) return false;",
     "if (!asks) note_help(turn, {turn.actor()}, line.text, {});\n    if (!asks) return false;"),
]


def run(*command, **options):
    return subprocess.run(command, text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False, **options)


def gone():
    """The mutants that the code has left behind."""
    return [f"{name}: not once in {file}" for name, file, before, _ in MUTANTS
            if (ROOT / file).read_text().count(before) != 1]


def build():
    """None, or why it can't be built."""
    done = run("cmake", "--build", COPY / "build", "--target", "goodturn_sim")
    return None if done.returncode == 0 else done.stdout[-3000:]


def hunt(seeds):
    """The first seed that does not hold: (seed, "found" or "crashed", what was said). None: all hold."""
    for seed in seeds:
        done = run(COPY / "build" / "goodturn_sim", "--seed", str(seed), "--days", "30", "--people", "20")
        broken = [line.split("BROKEN: ", 1)[1] for line in done.stdout.splitlines() if "BROKEN: " in line]
        if broken:
            return seed, "found", broken[0]
        if done.returncode != 0 or "every promise held" not in done.stdout:
            return seed, "crashed", f"exit status {done.returncode}, {done.stdout[-300:]}"
    return None


def check_mutant(name, file, before, after, seeds):
    """What became of it: "found", "missed" or "error", and the story."""
    path = COPY / "source" / file
    text = path.read_text()
    if text.count(before) != 1:
        return "error", f"{file} has it {text.count(before)} times: {before}"
    path.write_text(text.replace(before, after))
    try:
        problem = build()
        if problem:
            return "error", "does not build: " + problem
        found = hunt(seeds)
    finally:
        path.write_text(text)
    if found is None:
        return "missed", f"every promise held in {len(seeds)} seeds"
    seed, how, story = found
    return ("found" if how == "found" else "error"), f"seed {seed}{'' if how == 'found' else ' crashed'}: {story}"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seeds", type=int, default=40, help="tried for each mutant")
    options.add_argument("--first", type=int, default=1, help="the first of them")
    options.add_argument("--look", action="store_true", help="only whether what they break is still there")
    options.add_argument("names", nargs="*", help="only those whose name holds one of these")
    options = options.parse_args()
    if options.look:
        sys.exit("\n".join(gone()) or 0)
    seeds = range(options.first, options.first + options.seeds)
    wanted = [m for m in MUTANTS if not options.names or any(part in m[0] for part in options.names)]
    if not wanted or not seeds:
        sys.exit("no such mutant, or no seed")

    source = COPY / "source"
    shutil.rmtree(source, ignore_errors=True)
    # Without the times of the files: what was built of another state is built anew.
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns("build", ".git", "node_modules"),
                    copy_function=shutil.copy)
    configured = run("cmake", "-S", source, "--preset", "bench", "-B", COPY / "build", cwd=source)
    problem = configured.stdout[-3000:] if configured.returncode else build()
    if problem:
        sys.exit(problem)
    # What breaks in the bot as it is would be no find.
    if found := hunt(seeds):
        sys.exit(f"nothing is mutated, and seed {found[0]}: {found[2]}")
    print(f"as it is: every promise held in {len(seeds)} seeds", flush=True)

    results = []
    for mutant in wanted:
        result, story = check_mutant(*mutant, seeds)
        results.append(result)
        print(f"{result:6} {mutant[0]}: {story}", flush=True)
    print(", ".join(f"{results.count(result)} {result}" for result in ("found", "missed", "error")))
    return 0 if results.count("found") == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
