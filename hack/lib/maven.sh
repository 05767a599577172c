# Runs Maven on the JDK 25 if there is one. Sourced; the caller has set root.

. "$root/hack/lib/java.sh"

# maven ARGUMENT...: mvn in the root of the project, without standard input.
maven() {
  if ! command -v mvn >/dev/null; then
    echo "maven: mvn is not installed; install the package maven" >&2
    return 1
  fi
  if ! find_java_25 javac; then
    missing_jdk_message >&2
    return 1
  fi
  JAVA_HOME=$java_home \
    MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" \
    mvn -B -f "$root/pom.xml" "$@" </dev/null
}

missing_jdk_message() {
  echo "no JDK 25 in JAVA_HOME, PATH or /usr/lib/jvm, and none was offered by the package sources."
  echo "Install one, for example temurin-25-jdk from https://adoptium.net (or openjdk-25-jdk-headless"
  echo "where the distribution has it), or set JAVA_HOME to a JDK 25, then run this again."
}
