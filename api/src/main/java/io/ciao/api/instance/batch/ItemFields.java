package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.instance.trace.TraceMarks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the fields of an item; what is missing or of a wrong type is refused with its path.
public final class ItemFields {
  private final JsonNode item;
  private final String path;

  /// The fields of one item.
  ///
  /// @param path of the item, for messages: `items[3]`
  /// @throws MalformedItemException if it is no object
  public ItemFields(JsonNode item, String path) {
    this.item = item;
    this.path = path;
    if (!item.isObject()) {
      throw new MalformedItemException(path + ": an object is needed");
    }
  }

  /// The items of a body `{items: […]}`.
  ///
  /// @throws MalformedItemException if it has none, or more than one request may have
  public static <T> List<T> each(
      JsonNode body, BatchVerb verb, Function<ItemFields, ? extends T> reader) {
    var list = body.path("items");
    if (!list.isArray()) {
      throw new MalformedItemException("items: a list is needed");
    }
    if (list.size() > verb.itemsMax()) {
      throw new MalformedItemException(
          "items: at most " + verb.itemsMax() + " in one request, found " + list.size());
    }
    var items = new ArrayList<T>();
    for (int i = 0; i < list.size(); i++) {
      items.add(reader.apply(new ItemFields(list.get(i), "items[" + i + "]")));
    }
    return items;
  }

  String text(String field) {
    var value = item.path(field);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw wrong(field, "a text is needed");
    }
    return value.asText();
  }

  /// A text that can be part of a path.
  String name(String field) {
    var name = text(field);
    if (name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
      throw wrong(field, "a name without \"/\" is needed");
    }
    return name;
  }

  /// A text; null if absent or empty.
  @Nullable String optionalText(String field) {
    var value = item.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(field, "must be a text");
    }
    return value.asText().isEmpty() ? null : value.asText();
  }

  long number(String field) {
    var value = item.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(field, "a whole number is needed");
    }
    return value.asLong();
  }

  @Nullable Long optionalNumber(String field) {
    return has(field) ? number(field) : null;
  }

  @Nullable Boolean optionalTruth(String field) {
    var value = item.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isBoolean()) {
      throw wrong(field, "must be true or false");
    }
    return value.asBoolean();
  }

  int port(String field) {
    var value = number(field);
    if (value < 1 || value > 65_535) {
      throw wrong(field, "a port, 1 to 65535, is needed");
    }
    return (int) value;
  }

  boolean has(String field) {
    return item.hasNonNull(field);
  }

  ItemFields object(String field) {
    return new ItemFields(item.path(field), path + "." + field);
  }

  /// The objects of a list; none if there is no list.
  List<ItemFields> objects(String field) {
    var objects = new ArrayList<ItemFields>();
    for (var element : item.path(field)) {
      objects.add(new ItemFields(element, path + "." + field + "[" + objects.size() + "]"));
    }
    return objects;
  }

  /// The marks of a trace; none where there are none, or what is there is not understood.
  TraceMarks marks(String field) {
    return TraceMarks.of(item.path(field));
  }

  MalformedItemException wrong(String field, String problem) {
    return new MalformedItemException(path + "." + field + ": " + problem);
  }
}
