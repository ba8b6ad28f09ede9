#!/usr/bin/env bash
# What tests/run gives to ctest, and what it refuses: in a copy that neither installs nor builds.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkdir "$folder/deploy" "$folder/tests" "$folder/bin"
cp "$root/tests/run" "$folder/tests/run"
printf 'install_packages() { :; }\nbuild() { :; }\n' >"$folder/deploy/common.sh"
printf '#!/bin/sh\necho "$@"\n' >"$folder/bin/ctest"
chmod +x "$folder/bin/ctest"
PATH=$folder/bin:$PATH

failed() {
    echo "tests/run $1" >&2
    exit 1
}
passes() {
    local want=$1 got
    shift
    got=$("$folder/tests/run" "$@") || failed "$*: ended with $?"
    [[ $got == *"-j2${want:+ $want}" ]] || failed "$*: ctest $got"
}
refused() {
    local told code=0
    told=$("$folder/tests/run" "$@" 2>&1) || code=$?
    [[ $code == 2 && $told == *"tests/run -R process/kill"* ]] || failed "$*: ended with $code: $told"
}

passes ''
passes '-LE slow' --quick
passes '-R core/gratitude' -R core/gratitude
passes '-LE slow -R core -j 1 -V' --quick -R core -j 1 -V
passes '--repeat until-fail:3 -E process' --repeat until-fail:3 -E process
refused process/kill
refused --quick process/kill
refused -R core process/kill
refused -V process/kill
