#!/bin/sh
# What ciao needs on Debian 12, installed if it is missing: packages from the configured apt sources
# and a JDK 25. Sourced by the scripts under hack/, which call install_needs; run by hand it does the
# same, and with --list it prints the packages. It never starts a service and changes nothing twice.

# Where this file is sourced, root is set by the caller.
root=${root:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$root/hack/lib/java.sh"
. "$root/hack/lib/maven.sh"

# packages: one per line with what it is for.
packages() {
  cat <<'LIST'
maven               builds the programs
etcd-server         keeps the resources (a child process of the apiserver, never the service)
etcd-client         looks into it
qemu-system-x86     runs virtual machines
qemu-utils          makes their disks
xorriso             makes their config drives
docker.io           runs containers
libnftables1        packet filter and address translation
nftables            looks into them, for people and tests
iproute2            the same for links and network namespaces
dnsmasq-base        DHCP and DNS of tenant networks (without the service)
isc-dhcp-client     asks for IPv6 addresses in tests
iputils-arping      announces addresses
iputils-ping        checks networks
conntrack           lists and ends tracked connections
tcpdump             captures packets in tests
openssh-client      reaches instances
curl                fetches over HTTP in tests
procps              lists processes
util-linux          nsenter, setpriv
e2fsprogs           file systems of test images
mtools              the boot partition of the test image
dosfstools          the same
syslinux            its boot loader
syslinux-common     the same
cpio                its initial RAM disk
lz4                 the same
busybox-static      its programs
python3             small web servers in tests
LIST
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "install: this needs root: run it as root, or install sudo" >&2
    return 1
  fi
}

# missing_packages: those of packages() that dpkg does not know as installed.
missing_packages() {
  packages | while read -r package purpose; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
  done
}

# apt_get ARGUMENT...: apt-get without questions, in a way that no installed service is started.
# invoke-rc.d asks /usr/sbin/policy-rc.d, where 101 means no; ours is there only for this call.
# What apt says is shown only if it fails.
apt_get() {
  policy=/usr/sbin/policy-rc.d
  if [ -e "$policy" ]; then
    policy=
  else
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    trap 'as_root rm -f "$policy"' EXIT
    trap 'as_root rm -f "$policy"; exit 1' INT TERM HUP
    as_root chmod 755 "$policy"
  fi
  apt_said=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" 2>&1 </dev/null) &&
    apt_result=0 || { apt_result=$?; echo "$apt_said" | tail -n 20 >&2; }
  if [ -n "$policy" ]; then
    as_root rm -f "$policy"
    trap - EXIT INT TERM HUP
  fi
  return $apt_result
}

install_packages() {
  missing=$(missing_packages)
  if [ -z "$missing" ]; then
    echo "install: all packages are there"
    return 0
  fi
  # shellcheck disable=SC2086  # a list of words
  echo "install: adding with apt:" $missing
  if ! command -v apt-get >/dev/null; then
    echo "install: apt-get is not here; this script knows Debian 12 only. Install the programs named above by hand." >&2
    return 1
  fi
  if ! as_root true; then return 1; fi
  if ! apt_get update; then
    echo "install: 'apt-get update' failed (its reason is above); mend the package sources or the network, then run this again" >&2
    return 1
  fi
  # shellcheck disable=SC2086
  if ! apt_get install --yes --no-install-recommends $missing; then
    echo "install: apt could not install them (its reason is above); mend that, then run this again" >&2
    return 1
  fi
  case " $(echo $missing) " in
    *' etcd-server '*) keep_service_down etcd ;;
  esac
}

# keep_service_down NAME: a service that we brought must not start at the next boot either.
keep_service_down() {
  if [ -d /run/systemd/system ]; then
    as_root systemctl --quiet disable "$1" || true
  fi
}

# install_jdk: a JDK 25 that is there is used; else the first of two packages that apt offers.
install_jdk() {
  if find_java_25 javac; then
    echo "install: JDK 25 is $java_home"
    return 0
  fi
  for jdk in openjdk-25-jdk-headless temurin-25-jdk; do
    if apt-cache policy "$jdk" 2>/dev/null | grep -q 'Candidate: [0-9]'; then
      echo "install: adding $jdk with apt"
      if apt_get install --yes --no-install-recommends "$jdk" && find_java_25 javac; then
        return 0
      fi
    fi
  done
  { printf 'install: '; missing_jdk_message; } >&2
  return 1
}

# install_needs: everything above. The JDK comes last, its package may be in lists just updated.
install_needs() {
  install_packages && install_jdk
}

# install_npm: for the tests with the JavaScript client; any Node.js that brings npm will do.
install_npm() {
  command -v npm >/dev/null && return 0
  echo "install: adding with apt: nodejs npm"
  apt_get install --yes --no-install-recommends nodejs npm
}

case ${0##*/}:${1:-} in
  install.sh:) install_needs ;;
  install.sh:--list) packages | awk '{ print $1 }' ;;
  install.sh:*)
    echo "usage: hack/lib/install.sh [--list]" >&2
    exit 2
    ;;
esac
