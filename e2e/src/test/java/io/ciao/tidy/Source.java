package io.ciao.tidy;

import java.util.List;

/// One text file of the repository.
///
/// @param path relative to the root, with `/`
record Source(String path, String text) {
  boolean isJava() {
    return path.endsWith(".java");
  }

  boolean isTest() {
    return path.contains("src/test/") || path.startsWith("lib/testkit/");
  }

  /// What `hack/bench` runs: it counts for as long as it is told.
  boolean isBenchmark() {
    return path.contains("/bench/");
  }

  /// The means by which tests wait for a level, and watch that one stays.
  boolean waitsForALevel() {
    return List.of("Eventually.java", "Await.java", "Steadily.java")
        .contains(path.substring(path.lastIndexOf('/') + 1));
  }

  /// `io.ciao.e2e.SideBySideIT` and the like: what runs against real processes.
  boolean isEndToEnd() {
    return path.startsWith("e2e/") && path.endsWith("IT.java");
  }

  /// What is built into the test image or checks it from inside: there root's home is known.
  boolean isOfTestImage() {
    return path.startsWith("hack/image/");
  }

  List<String> lines() {
    return text.lines().toList();
  }
}
