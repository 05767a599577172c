package io.ciao.tidy.planted;

import java.nio.file.Files;
import java.nio.file.Path;

/// Looks at a file.
public final class FileRule {
  private FileRule() {}

  static boolean accepts(Path image) {
    return Files.exists(image);
  }
}
