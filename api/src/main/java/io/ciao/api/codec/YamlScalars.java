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
  private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(Long.SIZE);

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
    var plain = text.indexOf('_') < 0 ? text : text.replace("_", "");
    var integer = integer(plain);
    if (integer != null) {
      if (integer.bitLength() < Long.SIZE) {
        return LongNode.valueOf(integer.longValue());
      }
      if (integer.signum() > 0 && integer.compareTo(UNSIGNED_END) < 0) {
        throw new NotCanonicalException(Numbers.tooBig(text));
      }
    }
    return DECIMAL.matcher(plain).matches() ? decimal(plain, text) : text(text);
  }

  private static JsonNode decimal(String plain, String text) throws NotCanonicalException {
    if (plain.chars().allMatch(c -> c == '-' || c == '+' || Character.isDigit(c))) {
      // Digits alone can come here as 08, or as an integer that is too long.
      var whole = new BigInteger(plain.startsWith("+") ? plain.substring(1) : plain);
      if (whole.bitLength() >= Long.SIZE) {
        throw new NotCanonicalException(Numbers.tooBig(text));
      }
      return LongNode.valueOf(whole.longValue());
    }
    var value = Double.parseDouble(plain);
    return Double.isFinite(value) ? CanonicalNodes.canonical(value) : text(text);
  }

  private static @Nullable BigInteger integer(String plain) {
    var digits = plain;
    var negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    var radix = radix(digits);
    if (radix == 2 && digits.length() == plain.length() && digits.startsWith("0b")) {
      // A quirk that is kept: behind 0b a sign is taken.
      var sign = digits.length() > 2 ? digits.charAt(2) : ' ';
      if (sign == '-' || sign == '+') {
        negative = sign == '-';
        digits = "0b" + digits.substring(3);
      }
    }
    var start = radix == 10 ? 0 : radix == 8 && isDigit(digits, 1) ? 1 : 2;
    if (!allDigits(digits, start, radix)) {
      return null;
    }
    var value = new BigInteger(digits.substring(start), radix);
    return negative ? value.negate() : value;
  }

  private static int radix(String digits) {
    if (digits.length() < 2 || digits.charAt(0) != '0') {
      return 10;
    }
    return switch (digits.charAt(1)) {
      case 'x', 'X' -> 16;
      case 'b', 'B' -> 2;
      default -> 8;
    };
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static boolean allDigits(String text, int start, int radix) {
    if (start == 2 && radix == 8 && text.charAt(1) != 'o' && text.charAt(1) != 'O') {
      return false;
    }
    for (var i = start; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c > 'f' || Character.digit(c, radix) < 0) {
        return false;
      }
    }
    return start < text.length();
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
