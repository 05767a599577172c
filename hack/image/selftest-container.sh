# Runs the container image as it is, without a network of its own. Sourced by selftest.

test_container() {
  local started
  docker version >/dev/null || { echo "selftest: no Docker engine answers" >&2; exit 2; }
  started=$(date +%s.%N)
  container=$(docker run -d --network none --hostname cache ciao/tiny:latest)
  check "container says who it is" within 20 logs 'hostname=cache serving http on port 80'
  echo "        first log line $(since "$started") after docker run"
  check_late_interface
  check "exec: the page is served" within 10 inside 'wget -q -O - http://127.0.0.1/ | grep "hello from cache"'
  check "exec: ping, nc, nslookup are there" inside 'ping -c 1 127.0.0.1 && which nc nslookup ip httpd'
  check "the log shows the request" logs 'url:/'
  started=$(date +%s.%N)
  check "docker stop" docker stop -t 10 "$container"
  echo "        stopped in $(since "$started")"
  check "stopped by its own word, not killed" test "$(docker inspect -f '{{.State.ExitCode}}' "$container")" = 0
}

# As the agent does: the interface is plugged in while the container runs.
check_late_interface() {
  local in_container
  in_container="nsenter --net --target $(docker inspect -f '{{.State.Pid}}' "$container")"
  if ! $in_container ip link add eth0 type veth peer name peer0 2>/dev/null; then
    echo "skipped the interface that comes late: needs root"
    return
  fi
  $in_container ip addr add 172.31.9.20/24 dev eth0
  $in_container ip link set eth0 up
  check "the address that came late is printed" within 10 logs 'hostname=cache address eth0=172.31.9.20/24'
}

logs() { docker logs "$container" 2>&1 | grep -- "$1"; }
inside() { docker exec "$container" sh -c "$1"; }
