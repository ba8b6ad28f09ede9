#!/usr/bin/env bash
# Runs Slack's own clients against our Slack. GOODTURN_SLACK is its program; 77 says that this machine can't run them.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

skip() {
  echo "skipped: $1" >&2
  exit 77
}

[[ -x ${GOODTURN_SLACK:-} ]] || { echo "GOODTURN_SLACK has to name the program of our Slack" >&2; exit 1; }
command -v npm >/dev/null || skip "no npm"
[[ $(node -p 'parseInt(process.versions.node)') -ge 20 ]] || skip "Node is older than 20"
marker=node_modules/.package-lock.json
if [[ ! -f $marker || package-lock.json -nt $marker ]]; then
  npm ci --omit=dev --ignore-scripts || skip "the packages of package-lock.json can't be installed"
fi
exec node --test --test-reporter=spec ./*.test.mjs
