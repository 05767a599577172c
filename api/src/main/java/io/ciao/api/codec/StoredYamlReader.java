package io.ciao.api.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads exactly the YAML that [YamlEmitter] writes, in a tenth of the time that the full reader
/// takes. Anything else, valid or not, it declines, and the full reader judges: so it never needs
/// to say what is wrong. Whatever it does take, the full reader would read alike.
///
/// Every line of a map at level n begins with 2·n spaces and a key; a list below a key has the
/// level of that key. Keys over 100 characters (`? key`) are left to the full reader.
final class StoredYamlReader {
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+\\.[0-9]+(e[-+][0-9]+)?");
  private static final int QUOTED_KEY_CHARACTERS_MAX = 1000;
  private static final int LONGEST_WORD = 5;

  private final String text;
  private final ReadLimits limits;
  private int at;
  private int nodes;

  private StoredYamlReader(String text, ReadLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  /// The object, or null if the text is not in the emitter's form.
  static @Nullable ObjectNode tryRead(String text, ReadLimits limits) {
    try {
      var reader = new StoredYamlReader(text, limits);
      var object = reader.map(0, reader.key());
      return reader.at == text.length() ? object : null;
    } catch (DeclinedException _) {
      return null;
    }
  }

  /// Says that the text is not the emitter's; carries nothing, so it costs nothing to make.
  private static final class DeclinedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DeclinedException() {
      super("", null, false, false);
    }
  }

  private static DeclinedException declined() {
    return new DeclinedException();
  }

  /// The map whose first key has just been read.
  private ObjectNode map(int level, String firstKey) {
    requireLevel(level);
    var map = Json.object();
    var key = firstKey;
    while (true) {
      if (next() != ':' || map.has(key)) {
        throw declined();
      }
      map.set(key, value(level));
      if (!onLevel(level)) {
        return map;
      }
      at += 2 * level;
      key = key();
    }
  }

  /// What stands behind `key:`.
  private JsonNode value(int level) {
    if (next() == ' ') {
      return inline(level + 1);
    }
    if (text.charAt(at - 1) != '\n') {
      throw declined();
    }
    if (onLevel(level + 1)) {
      at += 2 * level + 2;
      return map(level + 1, key());
    }
    if (onLevel(level) && text.startsWith("- ", at + 2 * level)) {
      at += 2 * level;
      return list(level);
    }
    throw declined();
  }

  /// The list whose first `- ` is next.
  private ArrayNode list(int level) {
    requireLevel(level);
    var list = Json.array();
    while (true) {
      at += 2;
      list.add(item(level + 1));
      if (!onLevel(level) || !text.startsWith("- ", at + 2 * level)) {
        return list;
      }
      at += 2 * level;
    }
  }

  private JsonNode item(int level) {
    if (text.startsWith("- ", at)) {
      return list(level);
    }
    var start = at;
    if (peek() == '"') {
      count();
      var quoted = quoted(Integer.MAX_VALUE);
      if (peek() == ':') {
        requireShort(at - start, QUOTED_KEY_CHARACTERS_MAX);
        return map(level, quoted);
      }
      requireNext('\n');
      return TextNode.valueOf(quoted);
    }
    if (isPlainStart(peek())) {
      var word = plain();
      if (peek() == ':') {
        return map(level, requireText(word));
      }
      at = start;
    }
    return inline(level);
  }

  /// Whether the next line begins with the spaces of this level. One with more spaces, or of a list
  /// that stands too deep, is declined where its key is expected.
  private boolean onLevel(int level) {
    var end = at + 2 * level;
    if (end >= text.length()) {
      return false;
    }
    for (var i = at; i < end; i++) {
      if (text.charAt(i) != ' ') {
        return false;
      }
    }
    return true;
  }

  private JsonNode inline(int level) {
    count();
    var c = peek();
    var value =
        switch (c) {
          case '"' -> TextNode.valueOf(quoted(Integer.MAX_VALUE));
          case '|' -> {
            at++;
            requireNext('\n');
            yield TextNode.valueOf(block(2 * level));
          }
          case '{' -> empty("{}", Json.object());
          case '[' -> empty("[]", Json.array());
          default -> c == '-' || (c >= '0' && c <= '9') ? number() : word();
        };
    if (c != '|') {
      requireNext('\n');
    }
    return value;
  }

  private JsonNode empty(String form, JsonNode value) {
    if (!text.startsWith(form, at)) {
      throw declined();
    }
    at += form.length();
    return value;
  }

  private JsonNode word() {
    var word = plain();
    return switch (word) {
      case "true" -> BooleanNode.TRUE;
      case "false" -> BooleanNode.FALSE;
      case "null" -> NullNode.instance;
      default -> TextNode.valueOf(requireText(word));
    };
  }

  private JsonNode number() {
    var end = lineEnd();
    var digits = text.substring(at, end);
    at = end;
    try {
      if (INTEGER.matcher(digits).matches()) {
        return LongNode.valueOf(Long.parseLong(digits));
      }
    } catch (NumberFormatException _) {
      throw declined();
    }
    if (DECIMAL.matcher(digits).matches()) {
      var value = Double.parseDouble(digits);
      if (Double.isFinite(value)) {
        return CanonicalNodes.canonical(value);
      }
    }
    throw declined();
  }

  private String key() {
    count();
    return peek() == '"' ? quoted(QUOTED_KEY_CHARACTERS_MAX) : requireText(plain());
  }

  private static boolean isPlainStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '/';
  }

  private String plain() {
    var start = at;
    if (!isPlainStart(peek())) {
      throw declined();
    }
    while (at < text.length()) {
      var c = text.charAt(at);
      if (!isPlainStart(c) && !((c >= '0' && c <= '9') || c == '.' || c == '-')) {
        break;
      }
      at++;
    }
    if (at - start > QUOTED_KEY_CHARACTERS_MAX) {
      throw declined();
    }
    return text.substring(start, at);
  }

  /// Declines words that mean something else than themselves.
  private static String requireText(String word) {
    if (word.length() <= LONGEST_WORD && !YamlText.isPlain(word)) {
      throw declined();
    }
    return word;
  }

  private String quoted(int charactersMax) {
    var start = ++at;
    while (at < text.length()) {
      var c = text.charAt(at);
      if (c == '"') {
        var plain = text.substring(start, at++);
        requireShort(at - start, charactersMax);
        return plain;
      }
      if (c == '\\') {
        return escaped(start, charactersMax);
      }
      requirePrintable(c);
      at++;
    }
    throw declined();
  }

  /// Goes on behind the first escape of a quoted text.
  private String escaped(int start, int charactersMax) {
    var plain = new StringBuilder().append(text, start, at);
    while (at < text.length()) {
      var c = text.charAt(at++);
      if (c == '"') {
        requireShort(at - start, charactersMax);
        return plain.toString();
      }
      if (c == '\\') {
        plain.append(escape());
      } else {
        requirePrintable(c);
        plain.append(c);
      }
    }
    throw declined();
  }

  private static void requireShort(int characters, int max) {
    if (characters > max) {
      throw declined();
    }
  }

  private char escape() {
    return switch (next()) {
      case '"' -> '"';
      case '\\' -> '\\';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        var value = 0;
        for (var i = 0; i < 4; i++) {
          var digit = next();
          if (!HexFormat.isHexDigit(digit)) {
            throw declined();
          }
          value = (value << 4) | HexFormat.fromHexDigit(digit);
        }
        if (Character.isSurrogate((char) value)) {
          throw declined();
        }
        yield (char) value;
      }
      default -> throw declined();
    };
  }

  private static void requirePrintable(char c) {
    var ascii = c >= ' ' && c <= '~';
    if (!ascii && (c <= 0xA0 || c == '\u2028' || c == '\u2029' || c == '\uFEFF' || c >= 0xFFFE)) {
      throw declined();
    }
  }

  private String block(int indent) {
    var lines = new StringBuilder();
    while (at < text.length()) {
      var end = lineEnd();
      if (end > at) {
        if (!isIndented(indent)) {
          break;
        }
        if (lines.isEmpty() && text.charAt(at + indent) == ' ') {
          throw declined();
        }
        lines.append(text, at + indent, end);
      } else if (lines.isEmpty()) {
        throw declined();
      }
      lines.append('\n');
      at = end + 1;
    }
    var block = lines.toString();
    if (!YamlText.isBlock(block)) {
      throw declined();
    }
    return block;
  }

  private int lineEnd() {
    var end = text.indexOf('\n', at);
    if (end < 0) {
      throw declined();
    }
    return end;
  }

  private boolean isIndented(int indent) {
    for (var i = at; i < at + indent; i++) {
      if (text.charAt(i) != ' ') {
        return false;
      }
    }
    return true;
  }

  private void count() {
    if (++nodes > limits.maxNodes() / 2) {
      throw declined();
    }
  }

  private void requireLevel(int level) {
    if (level >= limits.maxDepth() / 2) {
      throw declined();
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw declined();
    }
    return text.charAt(at);
  }

  private char next() {
    var c = peek();
    at++;
    return c;
  }

  private void requireNext(char wanted) {
    if (next() != wanted) {
      throw declined();
    }
  }
}
