package io.ciao.api.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a plain YAML scalar means, by kubectl's rules (measured scalar by scalar, the table is in
/// this module's tests):
///
/// - `y n yes no on off true false`, lower case, capitalised or all upper case, are booleans;
/// - `~`, nothing, and `null` in those three cases are null;
/// - integers are decimal, `0x1f`, `0b101`, `0o17` or `017` (both octal), with `_` anywhere after
///   the first character; `08` is decimal, because no octal number looks so;
/// - decimals are `1.5`, `.5`, `5.`, `1e3`; one that is a whole number becomes an integer;
/// - everything else is text, dates and `12:30` included.
///
/// Differences from kubectl, all refusals: integers beyond 64 bits (kubectl rounds them), `.inf`
/// and `.nan` (kubectl fails later, without a place).
final class YamlScalars {
  private static final Map<String, JsonNode> WORDS = words();

  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern DOTTED =
      Pattern.compile("\\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?");

  private YamlScalars() {}

  /// @throws NotCanonicalException with a message for people if the number cannot be kept
  static JsonNode resolve(String text) throws NotCanonicalException {
    if (text.isEmpty()) {
      return NullNode.instance;
    }
    var first = text.charAt(0);
    if (first == '.') {
      return dotted(text);
    }
    if (first == '-' || first == '+' || (first >= '0' && first <= '9')) {
      return number(text);
    }
    var word = text.length() <= 5 ? WORDS.get(text) : null;
    return word == null ? TextNode.valueOf(text) : word;
  }

  /// A number that YAML has and a tree cannot hold.
  static final class NotCanonicalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;

    NotCanonicalException(String problem) {
      super(problem);
      this.problem = problem;
    }

    String problem() {
      return problem;
    }
  }

  private static JsonNode dotted(String text) throws NotCanonicalException {
    if (isInfiniteOrNan(text)) {
      throw new NotCanonicalException(Numbers.notFinite(text));
    }
    return DOTTED.matcher(text).matches() ? decimal(text.replace("_", ""), text) : text(text);
  }

  private static JsonNode number(String text) throws NotCanonicalException {
    if (isInfiniteOrNan(text)) {
      throw new NotCanonicalException(Numbers.notFinite(text));
    }
    var plain = text.replace("_", "");
    var integer = prefixed(plain);
    if (integer != null) {
      if (integer.bitLength() < Long.SIZE) {
        return LongNode.valueOf(integer.longValue());
      }
      if (integer.shiftRight(Long.SIZE - 1).equals(BigInteger.ONE)) {
        // A number to kubectl, which has 64 bits without a sign; what is longer is text to it.
        throw new NotCanonicalException(Numbers.tooBig(text));
      }
    }
    return DECIMAL.matcher(plain).matches() ? decimal(plain, text) : text(text);
  }

  private static JsonNode decimal(String plain, String text) throws NotCanonicalException {
    if (plain.chars().allMatch(c -> c == '-' || c == '+' || Character.isDigit(c))) {
      var whole = new BigInteger(plain);
      if (whole.bitLength() >= Long.SIZE) {
        throw new NotCanonicalException(Numbers.tooBig(text));
      }
      return LongNode.valueOf(whole.longValue());
    }
    var value = Double.parseDouble(plain);
    return Double.isFinite(value) ? CanonicalNodes.canonical(value) : text(text);
  }

  /// What `0x`, `0b`, `0o` or `0` stands before, or null if that makes no integer.
  private static @Nullable BigInteger prefixed(String plain) {
    var negative = plain.startsWith("-");
    var signed = negative || plain.startsWith("+");
    var digits = signed ? plain.substring(1) : plain;
    if (digits.length() < 3 || digits.charAt(0) != '0') {
      return null;
    }
    if (plain.startsWith("0b-") || plain.startsWith("0b+")) {
      // A quirk that is kept: behind 0b a sign is taken.
      negative = plain.charAt(2) == '-';
      digits = "0b" + plain.substring(3);
    }
    var value =
        switch (digits.charAt(1)) {
          case 'x', 'X' -> digits(digits.substring(2), 16);
          case 'b', 'B' -> digits(digits.substring(2), 2);
          case 'o', 'O' -> digits(digits.substring(2), 8);
          default -> digits(digits.substring(1), 8);
        };
    return negative && value != null ? value.negate() : value;
  }

  private static @Nullable BigInteger digits(String digits, int radix) {
    // Digits of other scripts are text, and BigInteger takes a sign.
    return !digits.isEmpty()
            && digits.chars().allMatch(c -> c <= 'f' && Character.digit(c, radix) >= 0)
        ? new BigInteger(digits, radix)
        : null;
  }

  private static boolean isInfiniteOrNan(String text) {
    return switch (text) {
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF" -> true;
      case ".nan", ".NaN", ".NAN" -> true;
      default -> false;
    };
  }

  private static JsonNode text(String text) {
    return TextNode.valueOf(text);
  }

  private static Map<String, JsonNode> words() {
    var words = new HashMap<String, JsonNode>();
    words.put("~", NullNode.instance);
    spellings(words, NullNode.instance, "null");
    spellings(words, BooleanNode.TRUE, "y", "yes", "on", "true");
    spellings(words, BooleanNode.FALSE, "n", "no", "off", "false");
    return Map.copyOf(words);
  }

  private static void spellings(Map<String, JsonNode> words, JsonNode meaning, String... lower) {
    for (var word : lower) {
      words.put(word, meaning);
      words.put(Character.toUpperCase(word.charAt(0)) + word.substring(1), meaning);
      words.put(word.toUpperCase(Locale.ROOT), meaning);
    }
  }
}
