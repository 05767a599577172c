#!/bin/bash
# hack/bench watch: see there. Starts an apiserver with an etcd of its own in a temporary directory.
set -euo pipefail
root=$(cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
. hack/lib/java.sh

usage() {
  echo "usage: hack/bench watch [--filtered N] [--full N] [--rate CHANGES_PER_SECOND] [--seconds N] [--runs N]" >&2
  exit 2
}

filtered=1000 full=20 rate=1000 seconds=20 runs=3
while [ $# -gt 0 ]; do
  case $1:${2:-} in
    --filtered:[0-9]*) filtered=$2 ;;
    --full:[0-9]*) full=$2 ;;
    --rate:[1-9]*) rate=$2 ;;
    --seconds:[1-9]*) seconds=$2 ;;
    --runs:[1-9]*) runs=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[ -x dist/bin/ciao-apiserver ] || { echo "bench: nothing is built; run hack/build" >&2; exit 1; }
find_java_25 || { echo "bench: no Java 25; hack/build says how to get one" >&2; exit 1; }

state=$(mktemp -d /tmp/ciao-bench.XXXXXX)
trap 'rm -rf "$state"' EXIT
trap 'exit 130' INT TERM HUP

echo "bench: $filtered filtered and $full full watchers, $rate changes/s for $seconds s, $runs runs, $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
"$java_home/bin/java" -XX:+UseSerialGC -Xmx512m -cp "dist/lib/*" \
  hack/lib/WatchBench.java "$root/dist/bin/ciao-apiserver" "$state" "$filtered" "$full" "$rate" "$seconds" "$runs"
