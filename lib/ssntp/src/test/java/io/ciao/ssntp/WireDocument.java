package io.ciao.ssntp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The examples of `docs/wire/ssntp.md`, which are typed there, not made by our encoder.
public final class WireDocument {

  private static final Path FILE = Path.of("..", "..", "docs", "wire", "ssntp.md");

  private WireDocument() {}

  /// The bytes of the `hex` block of that name.
  public static byte[] example(String name) {
    try {
      var text = Files.readString(FILE);
      var matcher =
          Pattern.compile("```hex " + Pattern.quote(name) + "\n([0-9a-f\\s]+)```").matcher(text);
      if (!matcher.find()) {
        throw new IllegalArgumentException(FILE + " has no hex block named " + name);
      }
      return HexFormat.of().parseHex(matcher.group(1).replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
