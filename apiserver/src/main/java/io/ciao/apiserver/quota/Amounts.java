package io.ciao.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.unit.Quantity;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/// Some amounts; in usage what is absent is 0, in limits it is unlimited. Immutable.
public record Amounts(Map<Amount, Long> values) {
  public static final Amounts NONE = new Amounts(Map.of());

  public Amounts {
    Map<Amount, Long> copy = new EnumMap<>(Amount.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /// One amount more.
  Amounts with(Amount amount, long value) {
    Map<Amount, Long> more = new EnumMap<>(Amount.class);
    more.putAll(values);
    more.put(amount, value);
    return new Amounts(more);
  }

  long used(Amount amount) {
    return values.getOrDefault(amount, 0L);
  }

  OptionalLong limit(Amount amount) {
    Long value = values.get(amount);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /// These, with `before` taken away and `after` added; an amount that comes to 0 is left out.
  ///
  /// @throws ArithmeticException if an amount is beyond 64 bits
  Amounts changed(Amounts before, Amounts after) {
    Map<Amount, Long> sum = new EnumMap<>(Amount.class);
    for (Amount amount : Amount.values()) {
      long value = Math.addExact(used(amount) - before.used(amount), after.used(amount));
      if (value != 0) {
        sum.put(amount, value);
      }
    }
    return new Amounts(sum);
  }

  /// As plain numbers, for the stored usage.
  ObjectNode numbers() {
    ObjectNode tree = Json.object();
    values.forEach((amount, value) -> tree.put(amount.field(), value));
    return tree;
  }

  /// As people read them: all amounts, bytes as quantities.
  ObjectNode texts() {
    ObjectNode tree = Json.object();
    for (Amount amount : Amount.values()) {
      if (amount.isBytes()) {
        tree.put(amount.field(), amount.text(used(amount)));
      } else {
        tree.put(amount.field(), used(amount));
      }
    }
    return tree;
  }

  /// Reads what [#numbers] wrote, or the fields of a Quota.
  static Amounts read(JsonNode tree) {
    Map<Amount, Long> values = new EnumMap<>(Amount.class);
    for (Amount amount : Amount.values()) {
      value(tree.path(amount.field())).ifPresent(value -> values.put(amount, value));
    }
    return new Amounts(values);
  }

  /// A number or a quantity; empty if it is neither.
  static OptionalLong value(JsonNode field) {
    if (field.isIntegralNumber()) {
      return OptionalLong.of(field.longValue());
    }
    return field.isTextual()
        ? OptionalLong.of(Quantity.parse(field.textValue()).bytes())
        : OptionalLong.empty();
  }
}
