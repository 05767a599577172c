package io.ciao.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.apiserver.protobuf.MessageTable.Field;
import io.ciao.apiserver.protobuf.MessageTable.FieldType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns the protobuf form of an object into the tree that its JSON form would give. Fields that
/// the table does not know are left out, as upstream does. Immutable.
public final class ProtobufReader {
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern NAME = Pattern.compile("[a-z0-9./]{1,100} [A-Za-z]{1,100}");

  private final MessageTable table;

  private ProtobufReader(MessageTable table) {
    this.table = table;
  }

  /// A reader of the kinds in `messages.txt`.
  public static ProtobufReader load() {
    return new ProtobufReader(MessageTable.load());
  }

  /// Reads one object in its envelope: four bytes, then a message with apiVersion, kind and the
  /// object's own message.
  ///
  /// @throws MalformedProtobufException if the bytes are none, or of a kind without a table
  public ObjectNode read(byte[] body) throws MalformedProtobufException {
    if (body.length < MAGIC.length
        || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new MalformedProtobufException("it does not begin with the bytes k8s\\0");
    }
    WireReader envelope = new WireReader(Arrays.copyOfRange(body, MAGIC.length, body.length));
    String apiVersion = "";
    String kind = "";
    byte[] raw = new byte[0];
    while (envelope.more()) {
      switch (envelope.field()) {
        case 1 -> {
          WireReader type = envelope.message();
          while (type.more()) {
            switch (type.field()) {
              case 1 -> apiVersion = type.text();
              case 2 -> kind = type.text();
              default -> type.skip();
            }
          }
        }
        case 2 -> raw = envelope.bytes();
        default -> envelope.skip();
      }
    }
    return object(apiVersion, kind, raw);
  }

  private ObjectNode object(String apiVersion, String kind, byte[] raw)
      throws MalformedProtobufException {
    String message = table.message(apiVersion, kind).orElse(null);
    if (message == null) {
      String what = apiVersion + " " + kind;
      throw new MalformedProtobufException(
          (NAME.matcher(what).matches() ? what : "the kind")
              + " is not read in this form; send JSON");
    }
    ObjectNode tree = Json.object();
    tree.put("apiVersion", apiVersion).put("kind", kind);
    fields(message, new WireReader(raw), tree);
    return tree;
  }

  private void fields(String message, WireReader in, ObjectNode tree)
      throws MalformedProtobufException {
    while (in.more()) {
      Field field = table.field(message, in.field());
      if (field == null) {
        in.skip();
      } else {
        put(field, in, tree);
      }
    }
  }

  private void put(Field field, WireReader in, ObjectNode tree) throws MalformedProtobufException {
    switch (field.type()) {
      case MAP_TEXT, MAP_BYTES, MAP_TEXTS -> entry(field.type(), in.message(), map(tree, field));
      case TEXT, INT, FLAG, RAW, TIME, MICROTIME, MESSAGE -> {
        JsonNode value = value(field, in);
        if (field.list()) {
          list(tree, field).add(value == null ? TextNode.valueOf("") : value);
        } else if (value != null) {
          tree.set(field.name(), value);
        } else {
          tree.remove(field.name());
        }
      }
    }
  }

  /// The present field's value; null if it means absent.
  private @Nullable JsonNode value(Field field, WireReader in) throws MalformedProtobufException {
    return switch (field.type()) {
      case TEXT -> {
        String text = in.text();
        yield text.isEmpty() && !field.keepsZero() ? null : TextNode.valueOf(text);
      }
      case INT -> {
        long number = in.number();
        yield number == 0 && !field.keepsZero() ? null : LongNode.valueOf(number);
      }
      case FLAG -> {
        boolean flag = in.number() != 0;
        yield !flag && !field.keepsZero() ? null : BooleanNode.valueOf(flag);
      }
      case RAW -> json(in.message());
      case TIME -> time(in.message(), DateTimeFormatter.ISO_INSTANT, ChronoUnit.SECONDS);
      case MICROTIME -> time(in.message(), MICROS, ChronoUnit.MICROS);
      case MESSAGE -> {
        ObjectNode inner = Json.object();
        fields(field.message(), in.message(), inner);
        yield inner;
      }
      case MAP_TEXT, MAP_BYTES, MAP_TEXTS -> throw new IllegalStateException("maps have entries");
    };
  }

  private static void entry(FieldType type, WireReader in, ObjectNode map)
      throws MalformedProtobufException {
    String key = "";
    JsonNode value = type == FieldType.MAP_TEXTS ? Json.array() : TextNode.valueOf("");
    while (in.more()) {
      switch (in.field()) {
        case 1 -> key = in.text();
        case 2 ->
            value =
                switch (type) {
                  case MAP_BYTES ->
                      TextNode.valueOf(Base64.getEncoder().encodeToString(in.bytes()));
                  case MAP_TEXTS -> texts(in.message());
                  default -> TextNode.valueOf(in.text());
                };
        default -> in.skip();
      }
    }
    map.set(key, value);
  }

  private static ArrayNode texts(WireReader in) throws MalformedProtobufException {
    ArrayNode texts = Json.array();
    while (in.more()) {
      if (in.field() == 1) {
        texts.add(in.text());
      } else {
        in.skip();
      }
    }
    return texts;
  }

  private static @Nullable JsonNode time(
      WireReader in, DateTimeFormatter format, ChronoUnit precision)
      throws MalformedProtobufException {
    if (!in.more()) {
      return null;
    }
    long seconds = 0;
    long nanos = 0;
    while (in.more()) {
      switch (in.field()) {
        case 1 -> seconds = in.number();
        case 2 -> nanos = in.number();
        default -> in.skip();
      }
    }
    try {
      Instant time = Instant.ofEpochSecond(seconds, nanos).truncatedTo(precision);
      return TextNode.valueOf(format.format(time));
    } catch (DateTimeException | ArithmeticException e) {
      throw new MalformedProtobufException("a time is out of range");
    }
  }

  private static @Nullable JsonNode json(WireReader in) throws MalformedProtobufException {
    byte[] raw = new byte[0];
    while (in.more()) {
      if (in.field() == 1) {
        raw = in.bytes();
      } else {
        in.skip();
      }
    }
    try {
      return raw.length == 0 ? null : Json.parse(raw);
    } catch (UnreadableObjectException e) {
      throw new MalformedProtobufException("fieldsV1 holds no JSON: " + e.getMessage());
    }
  }

  private static ObjectNode map(ObjectNode tree, Field field) {
    return tree.get(field.name()) instanceof ObjectNode map ? map : tree.putObject(field.name());
  }

  private static ArrayNode list(ObjectNode tree, Field field) {
    return tree.get(field.name()) instanceof ArrayNode list ? list : tree.putArray(field.name());
  }
}
