package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a value may be. Immutable; read from a CRD by [SchemaReader].
///
/// @param description empty if there is none
/// @param fields rules for maps; without effect on other types
/// @param items rules for lists; without effect on other types
/// @param value rules for scalars; without effect on maps and lists
/// @param defaultOrNull what an absent field gets; never given out without a copy
public record Schema(
    Type type,
    String description,
    Fields fields,
    Items items,
    Value value,
    Flags flags,
    @Nullable JsonNode defaultOrNull) {

  /// The types of values.
  public enum Type {
    OBJECT("object"),
    ARRAY("array"),
    STRING("string"),
    INTEGER("integer"),
    NUMBER("number"),
    BOOLEAN("boolean"),
    INT_OR_STRING("integer or string"),
    ANY("any");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /// As messages name it.
    public String text() {
      return text;
    }
  }

  /// Rules for maps.
  ///
  /// @param properties by name, in the order of the CRD
  /// @param additionalOrNull what fields without a property must be; null if they are unknown
  /// @param preserveUnknown whether fields without a property are kept as they are
  /// @param atomic whether owners take the map as a whole (`x-kubernetes-map-type: atomic`)
  public record Fields(
      Map<String, Schema> properties,
      Set<String> required,
      @Nullable Schema additionalOrNull,
      boolean preserveUnknown,
      boolean atomic) {
    public Fields {
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
      required = Collections.unmodifiableSet(new LinkedHashSet<>(required));
    }

    /// The schema of this field, or nothing if the field is unknown or free.
    public Optional<Schema> of(String field) {
      var property = properties.get(field);
      return Optional.ofNullable(property == null ? additionalOrNull : property);
    }
  }

  /// How the items of a list are told apart.
  public enum ListType {
    /// The list is one value.
    ATOMIC,
    /// Each scalar may stand in it once.
    SET,
    /// Each combination of key fields may stand in it once.
    MAP
  }

  /// Rules for lists.
  ///
  /// @param itemOrNull what each item must be
  /// @param keys the key fields of a `MAP` list
  /// @param max -1 for no limit
  public record Items(
      @Nullable Schema itemOrNull, ListType listType, List<String> keys, int min, int max) {
    public Items {
      keys = List.copyOf(keys);
    }
  }

  /// What a quantity counts.
  public enum QuantityUnit {
    /// Whole bytes.
    BYTES,
    /// Things, in thousandths at the finest.
    COUNT
  }

  /// Rules for scalars.
  ///
  /// @param allowed the only values; empty if every value of the type will do
  /// @param patternOrNull found anywhere in the text unless it is anchored, as in JSON schema
  /// @param format empty if there is none
  public record Value(
      List<JsonNode> allowed,
      @Nullable Pattern patternOrNull,
      String format,
      @Nullable QuantityUnit quantityOrNull,
      Range range,
      Length length) {
    public Value {
      allowed = List.copyOf(allowed);
    }
  }

  /// Bounds of a number, both allowed; null is no bound.
  public record Range(@Nullable BigDecimal min, @Nullable BigDecimal max) {}

  /// Bounds of a text in characters (code points); -1 is no upper bound.
  public record Length(int min, int max) {}

  /// Rules for values of every type.
  ///
  /// @param nullable whether null is a value; elsewhere it means that the field is absent
  /// @param immutable whether the value must stay what it was at creation
  public record Flags(boolean nullable, boolean immutable) {}

  /// What an absent field gets, a copy of the caller's own.
  public Optional<JsonNode> defaultValue() {
    return defaultOrNull == null ? Optional.empty() : Optional.of(defaultOrNull.deepCopy());
  }
}
