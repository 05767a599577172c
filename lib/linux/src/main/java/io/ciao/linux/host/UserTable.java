package io.ciao.linux.host;

import io.ciao.basis.text.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The machine's own users, as `/etc/passwd` names them (`passwd(5)`).
///
/// @param lines of the file
public record UserTable(List<String> lines) {
  private static final Path FILE = Path.of("/etc/passwd");
  private static final int NUMBER_FIELD = 2;

  public UserTable {
    lines = List.copyOf(lines);
  }

  /// As it is now.
  ///
  /// @throws IllegalStateException if it cannot be read
  public static UserTable ofThisMachine() {
    try {
      return new UserTable(Files.readAllLines(FILE));
    } catch (IOException e) {
      throw new IllegalStateException("could not read " + ErrorText.of(e), e);
    }
  }

  /// The number of the user of that name.
  ///
  /// @throws IllegalArgumentException if there is none
  public long number(String name) {
    for (var line : lines) {
      var fields = line.split(":", -1);
      if (fields.length > NUMBER_FIELD && fields[0].equals(name)) {
        try {
          return Long.parseUnsignedLong(fields[NUMBER_FIELD]);
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "user \"%s\" has no number in %s".formatted(name, FILE), e);
        }
      }
    }
    throw new IllegalArgumentException("there is no user \"%s\" in %s".formatted(name, FILE));
  }
}
