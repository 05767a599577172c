# Debian packages: which version is current, and its file in the cache. Sourced, not run.
#
# The system's own package lists are used when they know the packages. Else (a fresh container, lists
# that name files which the mirror has replaced) lists are kept in the cache directory: needs no root.

apt_options=(-o "Dir::Cache=$cache/apt" -o Dir::Cache::pkgcache=pkgcache.bin -o Dir::Cache::srcpkgcache=
  -o APT::Sandbox::User=)
own_lists=$cache/apt/lists

# use_own_lists [MINUTES]: lists in the cache, brought up to date when older than that (default: always).
use_own_lists() {
  mkdir -p "$own_lists/partial"
  apt_options+=(-o "Dir::State::lists=$own_lists")
  [ -z "$(find "$own_lists/updated" -mmin "-${1:-0}" 2>/dev/null)" ] || return 0
  say "fetching package lists into $own_lists"
  apt-get -qq "${apt_options[@]}" update || die "apt-get update failed: check the network and /etc/apt/sources.list"
  touch "$own_lists/updated"
}

# The newest kernel for virtual machines: the one the meta package points at.
kernel_package() {
  apt-cache "${apt_options[@]}" depends linux-image-cloud-amd64 2>/dev/null |
    awk '$1 == "Depends:" && $2 ~ /^linux-image-/ { print $2; exit }'
}

# ask_apt PACKAGE...: writes lines "file-name uri sha256" to $work/uris; fails when one is unknown.
ask_apt() {
  apt-get "${apt_options[@]}" download --print-uris "$@" 2>"$work/apt.err" |
    sed -n "s/^'\([^']*\)' \([^ ]*\) [0-9]* SHA256:\(.*\)$/\2 \1 \3/p" | sort >"$work/uris"
  [ "$(wc -l <"$work/uris")" -eq $# ]
}

# resolve_debs PACKAGE...: finds out the current versions; "kernel" stands for the newest cloud kernel.
resolve_debs() {
  mkdir -p "$cache/apt/archives/partial"
  # Own lists newer than the system's were fetched because those did not serve.
  if ! [ "$own_lists/updated" -nt /var/lib/apt/lists ]; then try_resolve "$@" && return; fi
  use_own_lists 1440
  try_resolve "$@" || die "apt does not offer all of: $* ($(tail -n1 "$work/apt.err")); Debian 12 amd64 does"
}

try_resolve() {
  local names=("$@") i kernel
  : >"$work/apt.err"
  for i in "${!names[@]}"; do
    [ "${names[i]}" = kernel ] || continue
    kernel=$(kernel_package)
    [ -n "$kernel" ] || return 1
    names[i]=$kernel
  done
  ask_apt "${names[@]}"
}

# deb_versions: lines "package NAME VERSION SHA256" of what was resolved, for the manifest.
deb_versions() {
  sed 's/%3a/:/' "$work/uris" | awk '{ split($1, part, "_"); print "package", part[1], part[2], $3 }'
}

# fetch_debs PACKAGE...: brings what is not in the cache. Where a mirror lacks a file that the lists
# name, the lists are old: new ones, and once more.
fetch_debs() {
  try_fetch && return
  use_own_lists
  resolve_debs "$@"
  try_fetch || die "downloading packages failed: $(tail -n1 "$work/apt.err")"
}

try_fetch() {
  local file uri sum
  while read -r file uri sum; do
    [ -f "$cache/debs/$file" ] || download "$file" || return 1
    echo "$sum  $cache/debs/$file" | sha256sum --status -c ||
      die "$cache/debs/$file has not the checksum that the package list gives; delete it and run again"
  done <"$work/uris"
}

# apt-get does the transfer, so that proxies and mirrors configured for apt are used.
download() {
  say "downloading $1"
  mkdir -p "$work/download"
  (cd "$work/download" && apt-get -qq "${apt_options[@]}" download "${1%%_*}" 2>"$work/apt.err") &&
    mv "$work/download/$1" "$cache/debs/$1"
}

# unpack_debs DIR: all resolved packages into one tree.
unpack_debs() {
  local file rest
  mkdir -p "$1"
  while read -r file rest; do dpkg -x "$cache/debs/$file" "$1"; done <"$work/uris"
}
