# Finds a Java 25. Sourced by the scripts under hack/; hack/lib/dist.sh copies it for the launchers
# in dist/bin, so it is POSIX shell and starts next to no process: it runs whenever ciaoctl does.

# is_java_25 HOME TOOL: whether HOME is a Java 25 with bin/TOOL, told by the file `release` in it.
is_java_25() {
  [ -x "$1/bin/$2" ] && [ -r "$1/release" ] || return 1
  while read -r fact; do
    case $fact in
      JAVA_VERSION=\"25 | JAVA_VERSION=\"25[.\"+-]*) return 0 ;;
      JAVA_VERSION=*) return 1 ;;
    esac
  done <"$1/release"
  return 1
}

# find_java_25 [TOOL]: sets java_home to the first of JAVA_HOME, PATH and /usr/lib/jvm that is a
# Java 25 with bin/TOOL (default java); fails if none is.
find_java_25() {
  java_home=${JAVA_HOME:-}
  if is_java_25 "$java_home" "${1:-java}"; then return 0; fi
  java_home=$(readlink -f "$(command -v java)" || true)
  java_home=${java_home%/bin/java}
  if is_java_25 "$java_home" "${1:-java}"; then return 0; fi
  for java_home in /usr/lib/jvm/*; do
    if is_java_25 "$java_home" "${1:-java}"; then return 0; fi
  done
  java_home=
  return 1
}
