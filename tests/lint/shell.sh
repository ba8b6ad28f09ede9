#!/usr/bin/env bash
# Every shell script passes shellcheck.
set -euo pipefail
if ! command -v shellcheck >/dev/null || ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then exit 77; fi
git grep -lzE '^#!.*\b(ba)?sh$|^# shellcheck shell=' | xargs -0 shellcheck --external-sources
