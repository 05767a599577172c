#!/bin/bash
# hack/bench ssntp, placement and net: see there. Compiles the benchmark, which lies with its module's tests, into a
# temporary directory and runs it on the jars of dist/.
set -euo pipefail
root=$(cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
. hack/lib/java.sh

usage() {
  echo "usage: hack/bench ssntp [--clients N,N…] [--payload BYTES,BYTES…] [--seconds N] [--runs N]" >&2
  echo "       hack/bench placement [--nodes N,N…] [--seconds N] [--runs N]" >&2
  echo "       hack/bench net [--links N] [--runs N]" >&2
  exit 2
}

# numbers LIST: whether it is numbers with commas between.
numbers() {
  case ,$1, in *[!0-9,]* | *,,*) return 1 ;; esac
}

what=${1:-}
[ $# = 0 ] || shift
clients=1,100,500 payload=0,512,2048,65536 nodes=10,100,1000,10000,100000 seconds=2 runs=5 links=1000
while [ $# -gt 0 ]; do
  case $what:$1:${2:-} in
    ssntp:--clients:[1-9]*) numbers "$2" || usage; clients=$2 ;;
    ssntp:--payload:[0-9]*) numbers "$2" || usage; payload=$2 ;;
    placement:--nodes:[1-9]*) numbers "$2" || usage; nodes=$2 ;;
    net:--links:[1-9]*) links=$2 ;;
    ssntp:--seconds:[1-9]* | placement:--seconds:[1-9]*) seconds=$2 ;;
    *:--runs:[1-9]*) runs=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[ -x dist/bin/ciao-scheduler ] || { echo "bench: nothing is built; run hack/build" >&2; exit 1; }
find_java_25 javac || { echo "bench: no JDK 25; hack/build says how to get one" >&2; exit 1; }

state=$(mktemp -d /tmp/ciao-bench.XXXXXX)
trap 'rm -rf "$state"' EXIT
trap 'exit 130' INT TERM HUP

machine="$(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
case $what in
  ssntp)
    echo "bench: SSNTP over TLS on loopback, server and clients a process each, $runs runs of $seconds s, $machine"
    tests=lib/ssntp/src/test/java
    load=(io.ciao.ssntp.bench.SsntpBench "$state" "$clients" "$payload" "$seconds" "$runs")
    ;;
  placement)
    echo "bench: placement decisions over prepared snapshots, 256 instances a pass, $runs runs of $seconds s, $machine"
    tests=scheduler/src/test/java
    load=(io.ciao.scheduler.bind.PlacementBench "$nodes" "$seconds" "$runs")
    ;;
  net)
    [ "$(id -u)" = 0 ] || { echo "bench: this makes network namespaces and needs root; run it with sudo" >&2; exit 1; }
    echo "bench: links by rtnetlink and by ip, $links links a run, $runs runs, $machine"
    tests=lib/linux/src/test/java
    load=(io.ciao.linux.bench.NetBench "$links" "$runs")
    ;;
  *) usage ;;
esac
"$java_home/bin/javac" -proc:none -nowarn -d "$state/classes" -cp "dist/lib/*" \
  -sourcepath "$tests:lib/testkit/src/main/java" "$tests/${load[0]//.//}.java"
# The checks of the benchmark tell what goes wrong; a line for each connection would not.
flags='-XX:+UseSerialGC -Xmx512m -Dslf4j.provider=org.slf4j.nop.NOPServiceProvider -Dslf4j.internal.verbosity=WARN'
# shellcheck disable=SC2086  # lists of words
"$java_home/bin/java" $flags --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${JAVA_OPTS:-} \
  -cp "$state/classes:dist/lib/*" "${load[@]}"
