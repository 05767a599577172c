package io.ciao.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// Files that outlive an upgrade, as builds of this project wrote them. They lie in a module's
/// `src/test/resources/stored/<form>/`; forms are numbered from 1, and none is ever removed.
public final class StoredForms {
  private static final Path FOLDER = Path.of("src", "test", "resources", "stored");

  private StoredForms() {}

  /// What a file of that name held in every form that it ever had, the present one last.
  ///
  /// @throws AssertionError if there is no example
  public static List<Path> of(String name) {
    try (var forms = Files.list(FOLDER)) {
      var files =
          forms
              .filter(form -> Files.exists(form.resolve(name)))
              .sorted(Comparator.comparingInt(StoredForms::number))
              .map(form -> form.resolve(name))
              .toList();
      if (files.isEmpty()) {
        throw new AssertionError("no form in " + FOLDER.toAbsolutePath() + " has a file " + name);
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("list " + FOLDER.toAbsolutePath(), e);
    }
  }

  /// Refuses a form of which there is no example yet.
  ///
  /// @param written what this build writes of the very things that the examples hold
  /// @throws AssertionError if that is not the last example
  public static void requirePresent(String name, byte[] written) {
    var last = of(name).getLast();
    var stored = read(last);
    var now = new String(written, StandardCharsets.UTF_8).strip();
    if (!stored.equals(now)) {
      throw new AssertionError(
          "this build does not write %s as it is; keep that one, and put the new form beside it under the next number:%n%s"
              .formatted(last, now));
    }
  }

  /// A file without the end of its last line, which no form has and every editor adds.
  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
  }

  private static int number(Path form) {
    return Integer.parseInt(form.getFileName().toString());
  }
}
