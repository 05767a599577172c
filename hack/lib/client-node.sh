#!/bin/sh
# Puts the JavaScript client library of Kubernetes, for the tests that speak to ciao through it, under e2e/target/node.
# Does nothing if it is there already.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
from=$root/e2e/src/test/resources/node
place=$root/e2e/target/node
mkdir -p "$place"
cp "$from/package.json" "$from/package-lock.json" "$from/conformance.mjs" "$place/"
if [ -d "$place/node_modules" ] && cmp -s "$from/package-lock.json" "$place/installed-lock.json"; then
  echo "client-node: there"
  exit 0
fi
command -v npm >/dev/null || {
  echo "client-node: npm is missing; tests with the JavaScript client are skipped" >&2
  exit 1
}
echo "client-node: installing the JavaScript client library with npm"
if ! said=$(cd "$place" && npm ci --ignore-scripts --no-audit --no-fund 2>&1); then
  echo "$said" | tail -n 5 >&2
  echo "client-node: npm could not install it (its reason is above); tests with it are skipped" >&2
  exit 1
fi
cp "$from/package-lock.json" "$place/installed-lock.json"
