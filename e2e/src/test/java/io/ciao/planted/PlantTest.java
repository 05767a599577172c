package io.ciao.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlantTest {
  private static final Path ROOT = Path.of(System.getProperty("ciao.root"));

  /// `hack/planted` runs the tests; here only that no defect rots.
  @Test
  void everyDefectFitsTheSourcesAndNamesATestThatExists() throws IOException {
    var defects = defects();

    assertThat(defects).hasSizeGreaterThanOrEqualTo(20);
    for (var defect : defects) {
      var plant = Plant.read(defect);
      assertThat(plant.applied(ROOT)).as("%s", defect).isNotEqualTo(text(plant.source(ROOT)));
      assertThat(testsNamed(plant)).as("%s: tests named %s", defect, plant.test()).isEqualTo(1);
    }
  }

  @Test
  void everyDefectIsInTheList() throws IOException {
    var list = text(ROOT.resolve("docs/planted-defects.md"));

    for (var defect : defects()) {
      var number = defect.getFileName().toString().substring(0, 2);
      assertThat(list).contains("\n| " + number + " |").contains(Plant.read(defect).test());
    }
  }

  private static List<Path> defects() throws IOException {
    try (var files = Files.list(ROOT.resolve("hack/planted.d"))) {
      return files.sorted().toList();
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  private static long testsNamed(Plant plant) throws IOException {
    var name = plant.test().replaceAll("#.*", "") + ".java";
    try (var files = Files.walk(ROOT.resolve(plant.tests()).resolve("src/test"))) {
      return files.filter(file -> file.getFileName().toString().equals(name)).count();
    }
  }
}
