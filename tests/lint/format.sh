#!/usr/bin/env bash
# Every C++ file looks as .clang-format says.
set -euo pipefail
if ! command -v clang-format-19 >/dev/null || ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then exit 77; fi
git ls-files -z '*.cpp' '*.hpp' | xargs -0 clang-format-19 --dry-run -Werror
