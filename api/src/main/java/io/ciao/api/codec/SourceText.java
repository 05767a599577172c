package io.ciao.api.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Bytes to text, once for both readers: length limit, UTF-8 taken strictly, byte order mark
/// dropped.
final class SourceText {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private SourceText() {}

  static String decode(byte[] bytes, ReadLimits limits) {
    if (bytes.length > limits.maxBytes()) {
      throw UnreadableObjectException.whole(
          "the text is %,d bytes long, at most %,d bytes are read; split it into several objects or files"
              .formatted(bytes.length, limits.maxBytes()));
    }
    if (bytes.length >= 2 && isUtf16Mark(bytes[0], bytes[1])) {
      throw UnreadableObjectException.whole("the text is UTF-16; save it as UTF-8");
    }
    if (isAscii(bytes)) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var source = ByteBuffer.wrap(bytes);
    try {
      var text = decoder.decode(source).toString();
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw notUtf8(bytes, source.position());
    }
  }

  /// Nearly every text is, and needs no decoder. Without an early end the loop is the faster one.
  private static boolean isAscii(byte[] bytes) {
    var all = 0;
    for (var b : bytes) {
      all |= b;
    }
    return all >= 0;
  }

  private static boolean isUtf16Mark(byte first, byte second) {
    return (first == (byte) 0xFE && second == (byte) 0xFF)
        || (first == (byte) 0xFF && second == (byte) 0xFE);
  }

  private static UnreadableObjectException notUtf8(byte[] bytes, int position) {
    var line = 1;
    var column = 1;
    for (var i = 0; i < position; i++) {
      if (bytes[i] == '\n') {
        line++;
        column = 1;
      } else if ((bytes[i] & 0xC0) != 0x80) {
        column++;
      }
    }
    return UnreadableObjectException.at(
        line,
        column,
        "the byte 0x%02X is not UTF-8; save the text as UTF-8".formatted(bytes[position] & 0xFF));
  }

  /// Whether the text is to be read as JSON: its first character that is no white space is `{`, or
  /// it has none, since to JSON a tab alone is no mistake.
  static boolean isJson(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        return c == '{';
      }
    }
    return true;
  }

  /// Refuses characters that YAML does not allow, with their place.
  static void requirePrintable(String text) {
    var line = 1;
    var column = 1;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c >= ' ' && c < 0x7F) {
        column++;
      } else if (c == '\n') {
        line++;
        column = 1;
      } else {
        var point = text.codePointAt(i);
        if (!isPrintable(point)) {
          throw UnreadableObjectException.at(line, column, notAllowed(point));
        }
        i += Character.charCount(point) - 1;
        column++;
      }
    }
  }

  private static boolean isPrintable(int point) {
    return point == '\t'
        || point == '\r'
        || point == 0x85
        || (point >= 0xA0 && point <= 0xD7FF)
        || (point >= 0xE000 && point <= 0xFFFD && point != BYTE_ORDER_MARK)
        || point >= 0x10000;
  }

  private static String notAllowed(int point) {
    var name = point == 0 ? "NUL (U+0000)" : "U+%04X".formatted(point);
    return "the character %s is not allowed in YAML; remove it, or write it as \"\\u%04X\" in double quotes"
        .formatted(name, point);
  }
}
