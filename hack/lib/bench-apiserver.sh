#!/bin/bash
# hack/bench watch, requests and get: see there. Starts an apiserver with an etcd of its own in a temporary directory.
set -euo pipefail
root=$(cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
. hack/lib/java.sh

usage() {
  echo "usage: hack/bench watch [--filtered N] [--full N] [--rate CHANGES_PER_SECOND] [--seconds N] [--runs N]" >&2
  echo "       hack/bench requests [--objects N] [--connections N] [--seconds N] [--runs N]" >&2
  echo "       hack/bench get [--objects N] [--runs N]" >&2
  exit 2
}

what=${1:-}
[ $# = 0 ] || shift
filtered=1000 full=20 rate=1000 objects=10000 connections=32 seconds= runs=3
[ "$what" != get ] || { objects=5 runs=20; }
while [ $# -gt 0 ]; do
  case $what:$1:${2:-} in
    watch:--filtered:[0-9]*) filtered=$2 ;;
    watch:--full:[0-9]*) full=$2 ;;
    watch:--rate:[1-9]*) rate=$2 ;;
    requests:--objects:[1-9]* | get:--objects:[1-9]*) objects=$2 ;;
    requests:--connections:[1-9]*) connections=$2 ;;
    watch:--seconds:[1-9]* | requests:--seconds:[1-9]*) seconds=$2 ;;
    *:--runs:[1-9]*) runs=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[ -x dist/bin/ciao-apiserver ] || { echo "bench: nothing is built; run hack/build" >&2; exit 1; }
find_java_25 || { echo "bench: no Java 25; hack/build says how to get one" >&2; exit 1; }

state=$(mktemp -d /tmp/ciao-bench.XXXXXX)
trap 'rm -rf "$state"' EXIT
trap 'exit 130' INT TERM HUP

machine="$(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
case $what in
  watch)
    : "${seconds:=20}"
    echo "bench: $filtered filtered and $full full watchers, $rate changes/s for $seconds s, $runs runs, $machine"
    load=(WatchBench "$filtered" "$full" "$rate" "$seconds" "$runs")
    ;;
  requests)
    : "${seconds:=4}"
    echo "bench: $objects instances of 10 tenants, up to $connections connections, $seconds s each, $runs runs, $machine"
    load=(RequestBench "$objects" "$connections" "$seconds" "$runs")
    ;;
  get)
    command -v kubectl >/dev/null || { echo "bench: no kubectl to compare with; put one into PATH (Debian 12 has only 1.20, in kubernetes-client)" >&2; exit 1; }
    echo "bench: get of $objects instances, $runs runs in turn, $machine"
    load=(GetBench "$root/dist/bin/ciaoctl" "$objects" "$runs")
    ;;
  *) usage ;;
esac
"$java_home/bin/java" -XX:+UseSerialGC -Xmx512m -cp "dist/lib/*" \
  "hack/lib/${load[0]}.java" "$root/dist/bin/ciao-apiserver" "$state" "${load[@]:1}"
