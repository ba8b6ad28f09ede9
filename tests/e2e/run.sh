#!/usr/bin/env bash
# Runs the browser tests. GOODTURN_PROGRAM is the bot; 77 says that this machine can't run them.
cd "$(dirname "$0")" || exit 1

skip() {
  echo "skipped: $1" >&2
  exit 77
}

[ -x "$GOODTURN_PROGRAM" ] || { echo "GOODTURN_PROGRAM has to name the bot's program" >&2; exit 1; }
command -v "${GOODTURN_CHROMIUM:-/usr/bin/chromium}" >/dev/null || skip "no chromium"
[ "$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -ge 20 ] || skip "no Node 20 or newer"
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --omit=dev || skip "the packages of package-lock.json can't be installed"
fi
# One file at a time: every test has a bot and a page of its own, and the machine may be small.
exec node --test --test-concurrency=1 --test-reporter=spec ./*.test.mjs
