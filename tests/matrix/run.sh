#!/usr/bin/env bash
# The bot in rooms of a real Synapse, among people played by matrix-nio. GOODTURN_PROGRAM is the bot, GOODTURN_VENV the
# folder for what it takes, GOODTURN_CLOCK_SHIM the library that sets clocks; 77 says that it can't be installed here.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

skip() {
  echo "skipped: $1" >&2
  exit 77
}

[[ -x ${GOODTURN_PROGRAM:-} ]] || { echo "GOODTURN_PROGRAM has to name the bot's program" >&2; exit 1; }
[[ -n ${GOODTURN_VENV:-} ]] || { echo "GOODTURN_VENV has to name a folder" >&2; exit 1; }
marker=$GOODTURN_VENV/installed
if [[ ! -f $marker || requirements.txt -nt $marker ]]; then
  python3 -m venv "$GOODTURN_VENV" || skip "no venv for Python"
  "$GOODTURN_VENV/bin/pip" install --quiet --disable-pip-version-check -r requirements.txt ||
    skip "the packages of requirements.txt can't be installed"
  touch "$marker"
fi
if [[ $# -eq 0 ]]; then set -- discover --pattern '*_test.py'; fi
exec "$GOODTURN_VENV/bin/python" -B -m unittest "$@" --verbose
