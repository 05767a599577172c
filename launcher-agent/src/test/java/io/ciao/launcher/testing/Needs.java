package io.ciao.launcher.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/// What a test needs of the machine; a test that lacks it is skipped and says why.
public final class Needs {
  private Needs() {}

  public static void root() {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("needs root: it makes network links");
    }
  }

  public static void program(String name) {
    var path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    var found = Arrays.stream(path.split(":")).anyMatch(d -> Files.isExecutable(Path.of(d, name)));
    if (!found) {
      Assumptions.abort("needs the program " + name);
    }
  }

  /// Removes a directory tree, whatever is left in it.
  public static void remove(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (var paths = Files.walk(tree)) {
      for (var path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
