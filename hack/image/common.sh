# Small words that the parts of hack/images share. Sourced, not run.

say() { echo "images: $*"; }
die() { echo "images: $*" >&2; exit 1; }

# need TOOL=PACKAGE...: every tool is there, or one message names what to install.
need() {
  local pair missing=()
  PATH=$PATH:/usr/sbin:/sbin
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -eq 0 ] || die "tools are missing: apt-get install --no-install-recommends ${missing[*]}"
}

# sources_hash FILE...: one hash over the names and contents of the given files and directories.
sources_hash() {
  (cd "$parts" && find "$@" -type f | sort | xargs sha256sum) | sha256sum | cut -d' ' -f1
}

# applet_links BUSYBOX BIN: one symbolic link per applet in the directory BIN. The list names
# "busybox" too: a link to itself would take the binary's place.
applet_links() {
  local applet
  for applet in $("$1" --list); do
    [ "$applet" = busybox ] || ln -sf busybox "$2/$applet"
  done
}
