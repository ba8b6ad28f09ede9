#!/usr/bin/env bash
# Fuzzes the doors through which words from outside come in (tests/fuzz/*.cpp): first the whole corpus, then what comes
# of it. A crash, a leak or a hang fails, and the input stays in build/test/fuzz/DOOR/.
#
#   tests/fuzz/run.sh [SECONDS] [DOOR…]     so long for each door (60), all doors or these
#   tests/fuzz/run.sh --keep [DOOR…]        takes what was found since into tests/fuzz/corpus, without what adds nothing
#
# GOODTURN_BUILD: another build folder than build/test.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=${GOODTURN_BUILD:-$here/../../build/test}

keep=
if [ "${1:-}" = --keep ]; then
    keep=yes
    shift
fi
seconds=60
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
    seconds=$1
    shift
fi
doors=("$@")
if [ "${#doors[@]}" -eq 0 ]; then doors=(line date config frames http payload slack matrix); fi

# What the corpus and the new finds reach, with few and small inputs: how often a place was reached does not count here.
keep() {
    local corpus=$here/corpus/$1 found=$build/fuzz/$1/found merged=$build/fuzz/$1/merged
    rm -rf "$merged"
    mkdir -p "$merged" "$found"
    "$build/tests/fuzz/fuzz_$1" -merge=1 -use_counters=0 -verbosity=0 "$merged" "$corpus" "$found" 2>/dev/null
    rm -rf "$corpus"
    mv "$merged" "$corpus"
    echo "$1: $(find "$corpus" -type f | wc -l) inputs, $(du --apparent-size -sk "$corpus" | cut -f1) KiB"
}

fuzz() {
    local work=$build/fuzz/$1 flags=() failed=0
    mkdir -p "$work/found"
    # What once failed is replayed for good; --keep leaves it alone.
    if [ -d "$here/failed/$1" ]; then flags+=("$here/failed/$1"); fi
    if [ -f "$here/$1.dict" ]; then flags+=("-dict=$here/$1.dict"); fi
    # Longer inputs take their time and reach nothing that short ones do not.
    "$build/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=4096 \
        -print_final_stats=1 -artifact_prefix="$work/" "$work/found" "$here/corpus/$1" "${flags[@]}" \
        >"$work/log" 2>&1 || failed=1
    if [ "$failed" -ne 0 ]; then
        tail -n 60 "$work/log"
        echo "$1: FAILED; all of it is in $work/log"
        return 1
    fi
    awk -v door="$1" '
        /^#[0-9]+.* cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1); if ($i == "corp:") corpus = $(i + 1) } }
        /^stat::number_of_executed_units/ { runs = $2 }
        /^stat::average_exec_per_sec/ { rate = $2 }
        END { printf "%-8s %9d runs %7d/s   corpus %-14s coverage %d\n", door, runs, rate, corpus, cov }' "$work/log"
}

if [ "$seconds" -eq 0 ]; then
    echo "0 seconds would be for ever" >&2
    exit 2
fi
for door in "${doors[@]}"; do
    if [ ! -x "$build/tests/fuzz/fuzz_$door" ]; then
        echo "there is no $build/tests/fuzz/fuzz_$door: no such door, or tests/run has not built it" >&2
        exit 2
    fi
done

status=0
for door in "${doors[@]}"; do
    if [ -n "$keep" ]; then keep "$door"; else fuzz "$door" || status=1; fi
done
exit "$status"
