#!/bin/sh
# A Docker engine to work with:  hack/lib/docker.sh start DIR [--publish] | stop DIR
#
# start prints one line on standard output: the DOCKER_HOST to use, empty for the default engine.
# An engine that answers is used and left alone; else the service is started where systemd runs;
# else we start an engine of our own that keeps everything below DIR and touches neither packet
# filter nor forwarding. It has no network for containers, unless --publish asks for the bridge
# docker0, over which a container's port can be published on loopback. stop ends the engine of our own below DIR, if there is one, and removes
# what it left; it never touches another engine.
set -eu

say() { echo "docker: $*" >&2; }

answers() { docker ${1:+--host "$1"} version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# own_pid DIR: process of our engine below DIR, if it is alive and really that.
own_pid() {
  [ -r "$1/docker.pid" ] || return 1
  engine=$(cat "$1/docker.pid")
  tr '\0' '\n' <"/proc/$engine/cmdline" 2>/dev/null | grep -qxF -- "--pidfile=$1/docker.pid" || return 1
  echo "$engine"
}

start() {
  dir=$1
  if own_pid "$dir" >/dev/null && answers "unix://$dir/docker.sock"; then
    say "our own engine runs already"
    echo "unix://$dir/docker.sock"
    return 0
  fi
  if ! command -v docker >/dev/null; then
    say "the command docker is missing; install the package docker.io"
    return 1
  fi
  if answers "${DOCKER_HOST:-}"; then
    say "using the engine that answers at ${DOCKER_HOST:-the default socket}"
    echo "${DOCKER_HOST:-}"
    return 0
  fi
  if [ "$(id -u)" != 0 ]; then
    say "no engine answers and starting one needs root; start docker (systemctl start docker) or run this as root"
    return 1
  fi
  if [ -d /run/systemd/system ]; then
    say "no engine answers, starting the service"
    if systemctl start docker && answers ''; then
      echo ''
      return 0
    fi
    say "systemctl start docker did not bring an engine; see: journalctl -u docker"
    return 1
  fi
  start_own "$dir" "$2"
}

start_own() {
  dir=$1
  bridge=--bridge=none
  [ "$2" != --publish ] || bridge=
  if ! command -v dockerd >/dev/null; then
    say "no engine answers and dockerd is missing; install the package docker.io"
    return 1
  fi
  mkdir -p "$dir"
  if [ ${#dir} -gt 60 ]; then
    say "the directory name $dir is too long for the sockets in it (60 characters); choose a shorter one"
    return 1
  fi
  if [ -z "$bridge" ] && [ ! -e /sys/class/net/docker0 ]; then : >"$dir/made-docker0"; fi
  say "no engine answers, starting our own below $dir"
  setsid dockerd --data-root="$dir/data" --exec-root="$dir/exec" --pidfile="$dir/docker.pid" \
    --host="unix://$dir/docker.sock" --iptables=false --ip6tables=false --ip-forward=false \
    --ip-masq=false $bridge >"$dir/docker.log" 2>&1 </dev/null &
  started=$!
  tries=0
  until answers "unix://$dir/docker.sock"; do
    tries=$((tries + 1))
    if [ $tries -gt 150 ] || ! kill -0 $started 2>/dev/null; then
      say "the engine did not start; the end of $dir/docker.log says:"
      tail -n 5 "$dir/docker.log" >&2
      kill $started 2>/dev/null || true
      return 1
    fi
    sleep 0.2
  done
  echo "unix://$dir/docker.sock"
}

stop() {
  dir=$1
  [ -e "$dir/docker.log" ] || return 0
  if engine=$(own_pid "$dir"); then
    say "stopping our own engine (process $engine)"
    # The engine would give each container 10 s; they are of no use without it.
    docker --host "unix://$dir/docker.sock" ps -q 2>/dev/null |
      xargs -r docker --host "unix://$dir/docker.sock" kill >/dev/null 2>&1 || true
    kill "$engine"
    tries=0
    while own_pid "$dir" >/dev/null; do
      tries=$((tries + 1))
      if [ $tries -gt 150 ]; then
        say "it did not stop within 30 s, killing it"
        kill -KILL "$engine" || true
        break
      fi
      sleep 0.2
    done
  fi
  # Deepest first: mounts and namespaces of containers that the engine could not let go.
  awk -v dir="$dir/" 'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
    while read -r mounted; do umount -l "$mounted" || true; done
  if [ -e "$dir/made-docker0" ] && [ -e /sys/class/net/docker0 ] && ! answers ''; then
    ip link delete docker0 || true
  fi
  rm -rf "$dir"
}

usage() {
  echo "usage: hack/lib/docker.sh start DIR [--publish] | stop DIR" >&2
  exit 2
}

case ${1:-}:$# in
  start:2) start "$2" '' ;;
  start:3)
    [ "$3" = --publish ] || usage
    start "$2" "$3"
    ;;
  stop:2) stop "$2" ;;
  *) usage ;;
esac
