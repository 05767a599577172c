#!/bin/sh
# Lays out runnable programs from what Maven packaged: dist/bin/PROGRAM, dist/lib/*.jar.
# Every file is put in place by rename, so programs that run from dist/ keep the jars they opened.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
dist=$root/dist
. "$root/hack/lib/java.sh"
find_java_25 javac || { echo "dist: no JDK 25; hack/build says how to get one" >&2; exit 1; }
mkdir -p "$dist/bin" "$dist/lib"
partial=$dist/lib/.partial.$$
trap 'rm -f "$partial"' EXIT

# place FILE NAME: copies FILE to dist/NAME unless it is there already.
place() {
  if ! cmp -s "$1" "$dist/$2"; then
    cp -p "$1" "$partial"
    mv -f "$partial" "$dist/$2"
  fi
}

# place_library JAR: a library; one whose classes Java's start-up cache does not take is made fit for it.
place_library() {
  case ${1##*/} in
    picocli-*)
      if [ ! "$dist/lib/${1##*/}" -nt "$1" ]; then
        "$java_home/bin/java" "$root/hack/lib/StackMaps.java" "$1" "$partial"
        mv -f "$partial" "$dist/lib/${1##*/}"
      fi
      ;;
    *) place "$1" "lib/${1##*/}" ;;
  esac
}

# place_text NAME: the same for standard input.
place_text() {
  cat >"$partial"
  if cmp -s "$partial" "$dist/$1"; then rm "$partial"; else mv -f "$partial" "$dist/$1"; fi
}

# program NAME MODULE MAIN FLAGS: one program with its class path; libraries are shared by name.
program() {
  own_jar=$(ls "$root/$2"/target/*-SNAPSHOT.jar 2>/dev/null || true)
  if [ ! -r "$root/$2/target/classpath" ] || [ ! -r "$own_jar" ]; then
    echo "dist: $2 is not packaged yet; run hack/build" >&2
    exit 1
  fi
  { echo "$own_jar"; tr : '\n' <"$root/$2/target/classpath"; echo; } | sed '/^$/d' >"$partial.jars"
  while read -r jar; do place_library "$jar"; done <"$partial.jars"
  sed 's|.*/||' "$partial.jars" | place_text "lib/$1.jars"
  rm "$partial.jars"
  place_text "bin/$1" <<SCRIPT
#!/bin/sh
self=\$0
[ ! -L "\$self" ] || self=\$(readlink -f "\$self")
dist=\$(CDPATH='' cd -- "\${self%/*}/.." && pwd)
program=$1
main=$3
flags='$4'
. "\$dist/lib/launcher.sh"
SCRIPT
  chmod 755 "$dist/bin/$1"
}

# drop_stale_jars: what an earlier layout left and no program names any more.
drop_stale_jars() {
  for jar in "$dist"/lib/*.jar; do
    grep -qxF "${jar##*/}" "$dist"/lib/*.jars || rm -f "$jar"
  done
}

# train: start-up cache of Java for ciaoctl, made anew when a jar of it changed. What it holds is what a get
# loads: more of it would make every start longer, and so would a record of what was hot, which has the
# compiler start with all of it.
train() {
  cache=$dist/lib/ciaoctl.aot
  # shellcheck disable=SC2046  # names of jars
  if [ -r "$cache" ] && [ -z "$(cd "$dist/lib" && find ciaoctl.jars $(cat ciaoctl.jars) -cnewer "$cache")" ]; then
    return 0
  fi
  rm -f "$cache"
  "$dist/bin/ciaoctl" __rehearse -- \
    env "JAVA_OPTS=-XX:AOTCacheOutput=$partial.aot -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining" "$dist/bin/ciaoctl" get instances \
    >/dev/null 2>&1 </dev/null || true
  if [ -s "$partial.aot" ]; then mv -f "$partial.aot" "$cache"; fi
  rm -f "$partial.aot" "$partial.aot.config"
}

small='-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=32m -Xms16m'
# The serial collector fills what it may before it looks at the old generation, so -Xmx decides: twice what lives with
# 10,000 instances. What malloc does not need goes back to the system.
server='-XX:+ExitOnOutOfMemoryError -Xms32m -XX:+UseCompactObjectHeaders -XX:TrimNativeHeapInterval=5000'

place "$root/hack/lib/java.sh" lib/java.sh
# The Java that the start-up cache is for; looking through PATH costs ciaoctl two processes at each start.
echo "$java_home" | place_text lib/java-home
place "$root/hack/lib/launcher.sh" lib/launcher.sh
# It lives for a moment: no collection before it ends, and half as much compiled.
moment='-Xmn14m -Xms24m -Xmx256m -XX:CompileThresholdScaling=2 -Djdk.reflect.useNativeAccessorOnly=true'
program ciaoctl ciaoctl io.ciao.ctl.Ciaoctl "$small $moment"
program ciao-apiserver apiserver io.ciao.apiserver.ApiServerMain "$server -Xmn48m -Xmx264m"
program ciao-scheduler scheduler io.ciao.scheduler.SchedulerMain "$server -Xmn32m -Xmx216m"
program ciao-launcher-agent launcher-agent io.ciao.launcher.LauncherMain "$small -XX:+ExitOnOutOfMemoryError -Xmx256m"
program ciao-cnci-agent cnci-agent io.ciao.cnci.CnciMain "$small -XX:+ExitOnOutOfMemoryError -Xmx96m"
# `kubectl ciao …`, and what kubectl runs to complete it.
ln -sfn ciaoctl "$dist/bin/kubectl-ciao"
place_text bin/kubectl_complete-ciao <<'SCRIPT'
#!/bin/sh
exec "${0%/*}/ciaoctl" __complete -- "$@"
SCRIPT
chmod 755 "$dist/bin/kubectl_complete-ciao"
drop_stale_jars
train
