package io.ciao.tidy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

/// The rules of LayeringTest, as values, so that the test can also show that each finds its fault.
final class LayeringRules {
  /// Packages that hold nothing but decisions.
  private static final String[] DECISION_PACKAGES = {"io.ciao.scheduler.place.."};

  private static final Set<String> DECISION_NAMES = Set.of("Decider", "Rule", "Placer");

  private static final String[] WORLD_PACKAGES = {
    "java.io..",
    "java.net..",
    "java.nio.file..",
    "java.nio.channels..",
    "java.util.concurrent..",
    "java.security..",
    "javax.net..",
    "org.slf4j..",
    "io.etcd..",
    "io.vertx..",
    "io.netty..",
    "com.sun.jna..",
    "com.github.dockerjava..",
    "io.ciao.store..",
    "io.ciao.api.client.."
  };

  private static final Set<String> WORLD_CLASSES =
      Set.of(
          "java.lang.System",
          "java.lang.Runtime",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.ProcessHandle",
          "java.lang.Thread",
          "java.time.Clock",
          "java.time.InstantSource",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.Timer");

  /// Values that live in one of those packages and do nothing.
  private static final Set<String> HARMLESS =
      Set.of("java.io.Serializable", "java.nio.file.Path", "java.util.concurrent.TimeUnit");

  private static final Set<String> CHANCE =
      Set.of("java.lang.Math.random", "java.util.UUID.randomUUID");

  private LayeringRules() {}

  /// Nothing in `packageName` uses one of `forbidden` (package patterns of ArchUnit).
  static ArchRule uses(String packageName, String... forbidden) {
    return noClasses()
        .that(resideInAnyPackage(packageName + ".."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden))
        .allowEmptyShould(true)
        .because("a module uses only what stands above it in the parent POM");
  }

  /// Only the packages `users` know the library whose packages begin with `library`.
  static ArchRule library(String library, String... users) {
    return noClasses()
        .that(DescribedPredicate.not(resideInAnyPackage(users)))
        .should()
        .dependOnClassesThat(resideInAnyPackage(library + ".."))
        .allowEmptyShould(true)
        .because("each library is used where it serves best, and known nowhere else");
  }

  /// The packages right below `packageName` form no cycle.
  static ArchRule noCycles(String packageName) {
    return slices()
        .assignedFrom(new PackagesOf(packageName))
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .because("each package must be understood, tested and moved without the ones that use it");
  }

  /// A decision uses no clock, chance, thread, file, socket, log or server.
  static ArchRule decisionsArePure() {
    return noClasses()
        .that(describe("make decisions", LayeringRules::isDecision))
        .should()
        .dependOnClassesThat(describe("reach the world", LayeringRules::isWorld))
        .orShould()
        .accessTargetWhere(
            describe("it reads a clock or chance", LayeringRules::readsClockOrChance))
        .allowEmptyShould(true)
        .because("the same snapshot must always give the same decision");
  }

  /// A nested class belongs to the outermost one, whose name decides.
  private static boolean isDecision(JavaClass type) {
    var name = type.getName().substring(type.getPackageName().length() + 1);
    var outermost = name.split("\\$", 2)[0];
    return resideInAnyPackage(DECISION_PACKAGES).test(type)
        || DECISION_NAMES.stream().anyMatch(outermost::endsWith);
  }

  private static boolean isWorld(JavaClass type) {
    var name = type.getFullName();
    return !HARMLESS.contains(name)
        && (WORLD_CLASSES.contains(name) || resideInAnyPackage(WORLD_PACKAGES).test(type));
  }

  private static boolean readsClockOrChance(JavaAccess<?> access) {
    var owner = access.getTargetOwner().getFullName();
    return (owner.startsWith("java.time.") && access.getName().equals("now"))
        || CHANCE.contains(owner + "." + access.getName());
  }

  /// The packages directly below one, and that one itself.
  private record PackagesOf(String packageName) implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      if (type.getPackageName().equals(packageName)) {
        return SliceIdentifier.of(packageName);
      }
      var below = packageName + ".";
      return type.getPackageName().startsWith(below)
          ? SliceIdentifier.of(type.getPackageName().substring(below.length()).split("\\.")[0])
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages of " + packageName;
    }
  }
}
