package io.ciao.tidy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The modules from lowest to highest, and what each may use of the others (design, "Modules"). A
/// name is that of the directory; `e2e` is not here, it may use what it likes of `api`.
enum Modules {
  TESTKIT("lib/testkit", "testkit", Set.of()),
  BASIS("lib/basis", "basis", Set.of()),
  API("api", "api", Set.of("basis")),
  SSNTP("lib/ssntp", "ssntp", Set.of("basis")),
  LINUX("lib/linux", "linux", Set.of("basis")),
  RECONCILE("lib/reconcile", "reconcile", Set.of("basis", "api")),
  PROGRAM("lib/program", "program", Set.of("basis", "api", "ssntp")),
  STORE("lib/store", "store", Set.of("basis", "api", "ssntp")),
  APISERVER(
      "apiserver", "apiserver", Set.of("basis", "api", "ssntp", "reconcile", "program", "store")),
  SCHEDULER(
      "scheduler", "scheduler", Set.of("basis", "api", "ssntp", "reconcile", "program", "store")),
  LAUNCHER(
      "launcher-agent",
      "launcher",
      Set.of("basis", "api", "ssntp", "linux", "reconcile", "program")),
  CNCI("cnci-agent", "cnci", Set.of("basis", "api", "ssntp", "linux", "reconcile", "program")),
  CIAOCTL("ciaoctl", "ctl", Set.of("basis", "api", "ssntp", "linux", "reconcile"));

  /// Libraries that only some modules may know, by the start of their packages.
  static final Map<String, Set<Modules>> LIBRARIES =
      Map.ofEntries(
          Map.entry("io.etcd", Set.of(STORE)),
          Map.entry("io.grpc", Set.of(STORE)),
          Map.entry("io.netty", Set.of(SSNTP, STORE)),
          Map.entry("com.nimbusds", Set.of(APISERVER)),
          Map.entry("io.opentelemetry", Set.of(APISERVER)),
          Map.entry("io.vertx", Set.of(SSNTP, APISERVER)),
          Map.entry("org.bouncycastle", Set.of(SSNTP)),
          Map.entry("org.yaml.snakeyaml", Set.of(API, SSNTP)),
          Map.entry("com.sun.jna", Set.of(LINUX)),
          Map.entry("com.github.dockerjava", Set.of(LAUNCHER)),
          Map.entry("picocli", Set.of(CIAOCTL)),
          Map.entry("io.fabric8", Set.of(CIAOCTL)),
          Map.entry("org.junit", Set.of(TESTKIT)),
          Map.entry("org.assertj", Set.of(TESTKIT)));

  private final String directory;
  private final String lastPackage;
  private final Set<String> uses;

  Modules(String directory, String lastPackage, Set<String> uses) {
    this.directory = directory;
    this.lastPackage = lastPackage;
    this.uses = uses;
  }

  String directory() {
    return directory;
  }

  String packageName() {
    return "io.ciao." + lastPackage;
  }

  /// `ciao-` and the directory's last name; the command line is `ciaoctl` alone.
  String artifact() {
    return this == CIAOCTL ? "ciaoctl" : "ciao-" + directory.substring(directory.indexOf('/') + 1);
  }

  boolean mayUse(Modules other) {
    return this == other || uses.contains(other.lastPackage);
  }

  /// The packages of all modules that this one must not use.
  String[] forbiddenPackages() {
    return Arrays.stream(values())
        .filter(other -> !mayUse(other))
        .map(other -> other.packageName() + "..")
        .toArray(String[]::new);
  }

  /// Artifacts that this module's POM may name.
  List<String> allowedArtifacts() {
    return Arrays.stream(values())
        .filter(other -> other != this && mayUse(other))
        .map(Modules::artifact)
        .toList();
  }

  static Stream<Modules> all() {
    return Arrays.stream(values());
  }
}
