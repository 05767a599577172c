package io.ciao.e2e.env;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/// What a test cannot do without. A need that is missing skips it, with the reason.
public final class Needs {
  private Needs() {}

  public static void root() {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("needs root: network namespaces are made");
    }
  }

  /// Each program is somewhere in PATH.
  public static void programs(String... names) {
    for (var name : names) {
      var found =
          Arrays.stream(System.getenv("PATH").split(":"))
              .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
      if (!found) {
        Assumptions.abort("needs the program " + name + ", which is not installed");
      }
    }
  }
}
