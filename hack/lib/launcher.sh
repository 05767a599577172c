# What every program in dist/bin does: find Java 25, put the class path together, become Java.
# The caller has set program, main, flags and dist. JAVA_OPTS comes after our own flags, so it wins.

. "$dist/lib/java.sh"
java_home=${JAVA_HOME:-}
if ! is_java_25 "$java_home" java && [ -r "$dist/lib/java-home" ]; then
  read -r java_home <"$dist/lib/java-home"
fi
if ! is_java_25 "$java_home" java && ! find_java_25; then
  echo "$program: no Java 25 in JAVA_HOME, PATH or /usr/lib/jvm; install one, for example the package openjdk-25-jdk-headless or temurin-25-jdk" >&2
  exit 1
fi

if [ ! -r "$dist/lib/$program.jars" ]; then
  echo "$program: $dist/lib/$program.jars is missing; run hack/build" >&2
  exit 1
fi
CLASSPATH=
while read -r jar; do
  CLASSPATH=$CLASSPATH${CLASSPATH:+:}$dist/lib/$jar
done <"$dist/lib/$program.jars"
export CLASSPATH

# Without the file Java would complain at every start. At its own address it need not be relocated.
if [ -r "$dist/lib/$program.aot" ]; then
  flags="$flags -XX:AOTCache=$dist/lib/$program.aot -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
fi

# What Java itself has to say must not mix with a program's output, where it would go by default.
# shellcheck disable=SC2086  # flags and JAVA_OPTS are lists of words
exec "$java_home/bin/java" -Xlog:disable -Xlog:all=warning:stderr \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -XX:+UseSerialGC -XX:-UsePerfData "-Dciao.launcher=$dist/bin/$program" $flags ${JAVA_OPTS:-} "$main" "$@"
