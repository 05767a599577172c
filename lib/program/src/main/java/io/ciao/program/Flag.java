package io.ciao.program;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A flag of a program, declared once: reading it, its line of the help text, its key in the
/// configuration file and what is said of wrong values follow from this. Immutable.
///
/// @param name without the dashes
/// @param value stands for a value in the help text and names its unit: `BYTES`, `HOST:PORT`;
///   empty: a switch, which is on where it is named
/// @param says what it is for, in half a sentence
/// @param parse answers the value, or throws IllegalArgumentException saying what is needed
/// @param otherwise the text that stands for a flag that is not given; null: there is none
/// @param needed whether the program cannot run without it
/// @param repeated whether all values count, where otherwise the last one does
public record Flag<T>(
    String name,
    String value,
    String says,
    Function<String, T> parse,
    @Nullable String otherwise,
    boolean needed,
    boolean repeated) {
  private static final Pattern HTTPS = Pattern.compile("https://[^/?#]+/?");

  /// A flag that may be left out and counts once.
  public static <T> Flag<T> of(String name, String value, String says, Function<String, T> parse) {
    return new Flag<>(name, value, says, parse, null, false, false);
  }

  /// Any text but the empty one.
  public static Flag<String> text(String name, String value, String says) {
    return of(name, value, says, Flag::notEmpty);
  }

  public static Flag<Path> path(String name, String value, String says) {
    return of(name, value, says, text -> Path.of(notEmpty(text)));
  }

  /// A whole number between two bounds, both of them allowed.
  public static Flag<Integer> number(String name, String value, String says, int least, int most) {
    return of(name, value, says, text -> number(text, least, most));
  }

  /// A switch: off unless it is named.
  public static Flag<Boolean> onOff(String name, String says) {
    return of(name, "", says, Flag::onOff).or("false");
  }

  /// One of some words.
  public static Flag<String> choice(String name, String value, String says, List<String> words) {
    return of(name, value, says, text -> chosen(text, words));
  }

  /// Where an API is: `https://HOST:PORT`.
  public static Flag<URI> https(String name, String value, String says) {
    return of(name, value, says, Flag::https);
  }

  boolean isSwitch() {
    return value.isEmpty();
  }

  /// The same, without which the program does not run.
  public Flag<T> asNeeded() {
    return new Flag<>(name, value, says, parse, otherwise, true, repeated);
  }

  /// The same with a value for when it is not given.
  public Flag<T> or(String text) {
    var _ = parse.apply(text);
    return new Flag<>(name, value, says, parse, text, needed, repeated);
  }

  /// The same, of which all values count.
  public Flag<T> asRepeated() {
    return new Flag<>(name, value, says, parse, otherwise, needed, true);
  }

  @Override
  public String toString() {
    return "--" + name;
  }

  private static String notEmpty(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("it is empty");
    }
    return text;
  }

  private static int number(String text, int least, int most) {
    try {
      var number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    var range = most == Integer.MAX_VALUE ? " or more" : " to " + most;
    throw new IllegalArgumentException(
        "\"%s\" is found; a whole number, %d%s, is needed".formatted(text, least, range));
  }

  private static String chosen(String text, List<String> words) {
    if (!words.contains(text)) {
      throw new IllegalArgumentException(
          "\"%s\" is found; one of %s is needed".formatted(text, String.join(", ", words)));
    }
    return text;
  }

  private static boolean onOff(String text) {
    return chosen(text, List.of("true", "false")).equals("true");
  }

  private static URI https(String text) {
    if (!HTTPS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is found; https://HOST:PORT is needed".formatted(text));
    }
    return URI.create(text);
  }
}
