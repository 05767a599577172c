package io.ciao.apiserver.protobuf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which message a kind is and which fields it has, as `messages.txt` says. Immutable.
final class MessageTable {
  private static final String RESOURCE = "messages.txt";

  private final Map<String, Map<Integer, Field>> messages = new HashMap<>();
  private final Map<String, String> kinds = new HashMap<>();

  /// What a value is.
  enum FieldType {
    TEXT,
    INT,
    FLAG,
    /// A message whose field 1 holds JSON.
    RAW,
    TIME,
    MICROTIME,
    MESSAGE,
    MAP_TEXT,
    MAP_BYTES,
    MAP_TEXTS
  }

  /// One field.
  ///
  /// @param name in JSON
  /// @param message of a `MESSAGE`; empty elsewhere
  /// @param list whether it may stand several times
  /// @param keepsZero whether an empty value is a value
  record Field(String name, FieldType type, String message, boolean list, boolean keepsZero) {}

  private MessageTable() {}

  static MessageTable load() {
    try (InputStream in = MessageTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing in this program");
      }
      MessageTable table = new MessageTable();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> table.add(line.strip().split(" +", 5)));
      table.check();
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException("read " + RESOURCE, e);
    }
  }

  private void add(String[] words) {
    if (words[0].equals("kind")) {
      kinds.put(words[1] + " " + words[2], words[3]);
      return;
    }
    String type = words.length == 5 ? words[3] + " " + words[4] : words[3];
    messages
        .computeIfAbsent(words[0], _ -> new HashMap<>())
        .put(Integer.valueOf(words[1]), field(words[2], type));
  }

  private static Field field(String name, String type) {
    boolean list = type.endsWith("*");
    boolean keepsZero = type.endsWith("?");
    String plain = list || keepsZero ? type.substring(0, type.length() - 1) : type;
    FieldType known =
        switch (plain) {
          case "text" -> FieldType.TEXT;
          case "int" -> FieldType.INT;
          case "flag" -> FieldType.FLAG;
          case "raw" -> FieldType.RAW;
          case "time" -> FieldType.TIME;
          case "microtime" -> FieldType.MICROTIME;
          case "map text" -> FieldType.MAP_TEXT;
          case "map bytes" -> FieldType.MAP_BYTES;
          case "map texts" -> FieldType.MAP_TEXTS;
          default -> FieldType.MESSAGE;
        };
    return new Field(name, known, known == FieldType.MESSAGE ? plain : "", list, keepsZero);
  }

  private void check() {
    kinds.values().forEach(this::requireMessage);
    messages.values().stream()
        .flatMap(fields -> fields.values().stream())
        .filter(field -> field.type() == FieldType.MESSAGE)
        .forEach(field -> requireMessage(field.message()));
  }

  private void requireMessage(String message) {
    if (!messages.containsKey(message)) {
      throw new IllegalStateException(RESOURCE + " names the message " + message + " without it");
    }
  }

  /// The message that an object of the kind is; empty if it has none here.
  Optional<String> message(String apiVersion, String kind) {
    String exact = kinds.get(apiVersion + " " + kind);
    return Optional.ofNullable(exact == null ? kinds.get("* " + kind) : exact);
  }

  /// A field of a message; null if there is none of that number.
  @Nullable Field field(String message, int number) {
    return messages.getOrDefault(message, Map.of()).get(number);
  }

  /// Every kind that can be read, as `APIVERSION KIND`.
  java.util.Set<String> kinds() {
    return java.util.Set.copyOf(kinds.keySet());
  }
}
