package io.ciao.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import io.ciao.tidy.planted.ChanceDecider;
import io.ciao.tidy.planted.ClockDecider;
import io.ciao.tidy.planted.FileRule;
import io.ciao.tidy.planted.NestedPlacer;
import io.ciao.tidy.planted.PureDecider;
import io.ciao.tidy.planted.SocketDecider;
import io.ciao.tidy.planted.ThreadRule;
import io.ciao.tidy.planted.cycle.one.One;
import io.ciao.tidy.planted.cycle.two.Two;
import io.ciao.tidy.planted.lower.Lower;
import io.ciao.tidy.planted.root.Top;
import io.ciao.tidy.planted.root.below.Below;
import io.ciao.tidy.planted.upper.Upper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks what the build compiled in the other modules, in their `target/classes`.
class LayeringTest {
  private static final Path ROOT = Repository.ofThisBuild().root();

  private static JavaClasses compiled;

  @BeforeAll
  static void readClassFiles() {
    var locations =
        Modules.all()
            .map(module -> ROOT.resolve(module.directory()).resolve("target/classes"))
            .filter(Files::isDirectory)
            .map(Location::of)
            .toList();
    compiled = new ClassFileImporter().importLocations(locations);
  }

  @ParameterizedTest
  @EnumSource
  void moduleKeepsItsClassesInItsPackage(Modules module) {
    var classes = ROOT.resolve(module.directory()).resolve("target/classes").toUri();

    assertThat(compiled.stream().filter(type -> liesIn(classes, type)))
        .isNotEmpty()
        .allMatch(type -> (type.getPackageName() + ".").startsWith(module.packageName() + "."));
  }

  @ParameterizedTest
  @EnumSource
  void moduleUsesOnlyWhatItMay(Modules module) {
    LayeringRules.uses(module.packageName(), module.forbiddenPackages()).check(compiled);
  }

  @Test
  void theFiveProgramsNeverUseEachOther() {
    var programs =
        List.of(
            Modules.APISERVER, Modules.SCHEDULER, Modules.LAUNCHER, Modules.CNCI, Modules.CIAOCTL);

    for (var program : programs) {
      assertThat(programs.stream().filter(program::mayUse)).containsExactly(program);
    }
  }

  @ParameterizedTest
  @EnumSource
  void packagesOfAModuleFormNoCycle(Modules module) {
    LayeringRules.noCycles(module.packageName()).check(compiled);
  }

  @Test
  void theKernelOfReconcilersKnowsNoKind() {
    var kinds =
        compiled.stream()
            .filter(type -> type.getPackageName().startsWith("io.ciao.api."))
            .filter(type -> type.tryGetField("KIND").isPresent())
            .map(JavaClass::getPackageName)
            .distinct()
            .toArray(String[]::new);

    assertThat(kinds)
        .contains("io.ciao.api.instanceset", "io.ciao.api.volume")
        .doesNotContain("io.ciao.api.meta");
    LayeringRules.uses("io.ciao.reconcile", kinds).check(compiled);
  }

  static Stream<String> libraries() {
    return Modules.LIBRARIES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void libraryIsKnownOnlyWhereItServes(String library) {
    var users =
        Modules.LIBRARIES.get(library).stream()
            .map(module -> module.packageName() + "..")
            .toArray(String[]::new);

    LayeringRules.library(library, users).check(compiled);
  }

  @Test
  void decisionsArePure() {
    LayeringRules.decisionsArePure().check(compiled);
  }

  @ParameterizedTest
  @EnumSource
  void pomNamesOnlyModulesItMayUseAndNoVersions(Modules module) throws IOException {
    var pom = Files.readString(ROOT.resolve(module.directory()).resolve("pom.xml"));

    assertThat(PomRules.findings(pom, module.allowedArtifacts())).isEmpty();
  }

  // From here on: each rule finds the fault that it is there for.

  @ParameterizedTest
  @ValueSource(
      classes = {
        ClockDecider.class,
        ChanceDecider.class,
        ThreadRule.class,
        FileRule.class,
        SocketDecider.class,
        NestedPlacer.class,
        NestedPlacer.Part.class
      })
  void findsAnImpureDecision(Class<?> planted) {
    assertThat(violations(LayeringRules.decisionsArePure(), planted)).isNotEmpty();
  }

  @Test
  void letsAPureDecisionPass() {
    assertThat(violations(LayeringRules.decisionsArePure(), PureDecider.class)).isEmpty();
  }

  @Test
  void findsAModuleThatUsesOneBelowItself() {
    var lowerUsesUpper =
        LayeringRules.uses("io.ciao.tidy.planted.lower", "io.ciao.tidy.planted.upper..");
    var upperUsesLower =
        LayeringRules.uses("io.ciao.tidy.planted.upper", "io.ciao.tidy.planted.lower..");

    assertThat(violations(lowerUsesUpper, Lower.class, Upper.class)).isNotEmpty();
    assertThat(violations(upperUsesLower, Lower.class, Upper.class)).isEmpty();
  }

  @Test
  void findsACycleOfPackages() {
    var planted = "io.ciao.tidy.planted";

    assertThat(violations(LayeringRules.noCycles(planted + ".cycle"), One.class, Two.class))
        .isNotEmpty();
    assertThat(violations(LayeringRules.noCycles(planted + ".root"), Top.class, Below.class))
        .isNotEmpty();
    assertThat(violations(LayeringRules.noCycles(planted), Lower.class, Upper.class)).isEmpty();
  }

  @Test
  void findsALibraryInTheWrongModule() {
    var junitInUpperOnly = LayeringRules.library("org.junit", "io.ciao.tidy.planted.upper..");

    assertThat(violations(junitInUpperOnly, Upper.class)).isEmpty();
    assertThat(violations(junitInUpperOnly, Upper.class, LayeringTest.class)).isNotEmpty();
  }

  @Test
  void findsAForeignModuleAndAVersionInAPom() {
    var pom =
        """
        <project>
          <parent><artifactId>ciao-parent</artifactId><version>0.1.0-SNAPSHOT</version></parent>
          <dependencies>
            <dependency><groupId>io.ciao</groupId><artifactId>ciao-api</artifactId></dependency>
            <dependency><groupId>io.ciao</groupId><artifactId>ciao-scheduler</artifactId></dependency>
            <dependency>
              <groupId>a</groupId><artifactId>b</artifactId><version>1.0</version>
            </dependency>
          </dependencies>
        </project>
        """;

    assertThat(PomRules.findings(pom, List.of("ciao-api")))
        .containsExactly(
            "must not use ciao-scheduler", "version 1.0 of b belongs in the parent POM");
  }

  private static boolean liesIn(URI directory, JavaClass type) {
    return type.getSource().orElseThrow().getUri().getPath().startsWith(directory.getPath());
  }

  private static List<String> violations(ArchRule rule, Class<?>... types) {
    return rule.evaluate(new ClassFileImporter().importClasses(types))
        .getFailureReport()
        .getDetails();
  }
}
