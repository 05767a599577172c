package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.FieldPath;
import io.ciao.api.unit.Quantity;
import io.ciao.api.unit.UnitFormatException;
import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Subnet;
import io.ciao.basis.address.MacAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Rules for one scalar whose type is right already.
final class ValueRules {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private ValueRules() {}

  static void check(Schema.Value rules, JsonNode value, FieldPath at, List<Violation> found) {
    if (!rules.allowed().isEmpty() && !rules.allowed().contains(value)) {
      found.add(Violation.notSupported(at, value, rules.allowed()));
      return;
    }
    if (value.isTextual()) {
      text(rules, value, at, found);
    } else if (value.isNumber()) {
      number(rules, value, at, found);
    }
    if (rules.quantityOrNull() != null && !value.isBoolean()) {
      quantity(rules.quantityOrNull(), value, at, found);
    }
  }

  private static void text(
      Schema.Value rules, JsonNode value, FieldPath at, List<Violation> found) {
    var text = value.textValue();
    if (text.indexOf('\0') >= 0) {
      found.add(Violation.invalid(at, value, "must not contain the character NUL (U+0000)"));
      return;
    }
    var length = text.codePointCount(0, text.length());
    var bounds = rules.length();
    if (bounds.max() >= 0 && length > bounds.max()) {
      found.add(Violation.tooLong(at, value, bounds.max(), length));
      return;
    }
    if (length < bounds.min()) {
      found.add(
          Violation.invalid(
              at,
              value,
              bounds.min() == 1
                  ? "must not be empty"
                  : "must have at least %d characters".formatted(bounds.min())));
      return;
    }
    var pattern = rules.patternOrNull();
    if (pattern != null && !pattern.matcher(text).find()) {
      found.add(Violation.invalid(at, value, "must match the pattern '" + pattern + "'"));
      return;
    }
    format(rules.format(), value, at, found);
  }

  private static void format(String format, JsonNode value, FieldPath at, List<Violation> found) {
    var text = value.textValue();
    switch (format) {
      case "date-time" -> {
        try {
          Instant.parse(text);
        } catch (DateTimeException _) {
          found.add(Violation.invalid(at, value, "must be a time like 2026-11-21T10:00:00Z"));
        }
      }
      case "ipv4" -> unit(Ipv4Address::parse, value, at, found);
      case "cidr" -> unit(Ipv4Subnet::parse, value, at, found);
      case "ipv6" -> unit(Ipv6Address::parse, value, at, found);
      case "cidr6" -> unit(Ipv6Subnet::parse, value, at, found);
      case "cidr-any" -> unit(ValueRules::network, value, at, found);
      case "mac" -> unit(MacAddress::parse, value, at, found);
      case "uuid" -> {
        if (!UUID.matcher(text).matches()) {
          found.add(Violation.invalid(at, value, "must be a UUID"));
        }
      }
      default -> {
        // Other formats describe, they do not restrict, as in JSON schema.
      }
    }
  }

  private static void network(String text) {
    if (text.indexOf(':') < 0) {
      Ipv4Subnet.parse(text);
    } else {
      Ipv6Subnet.parse(text);
    }
  }

  private static void unit(
      Consumer<String> parser, JsonNode value, FieldPath at, List<Violation> found) {
    try {
      parser.accept(value.textValue());
    } catch (AddressFormatException | UnitFormatException e) {
      found.add(Violation.invalid(at, value, String.valueOf(e.getMessage())));
    }
  }

  private static void number(
      Schema.Value rules, JsonNode value, FieldPath at, List<Violation> found) {
    var min = rules.range().min();
    var max = rules.range().max();
    var number = value.decimalValue();
    if (min != null && number.compareTo(min) < 0) {
      found.add(
          Violation.invalid(at, value, "must be greater than or equal to " + min.toPlainString()));
    }
    if (max != null && number.compareTo(max) > 0) {
      found.add(
          Violation.invalid(at, value, "must be less than or equal to " + max.toPlainString()));
    }
    if (rules.format().equals("int32") && value.isIntegralNumber() && !value.canConvertToInt()) {
      found.add(Violation.invalid(at, value, "must be within -2147483648 and 2147483647 (int32)"));
    }
  }

  private static void quantity(
      Schema.QuantityUnit unit, JsonNode value, FieldPath at, List<Violation> found) {
    try {
      var quantity = Quantity.parse(value.asText());
      if (quantity.isNegative()) {
        found.add(Violation.invalid(at, value, "must be greater than or equal to 0"));
      }
      switch (unit) {
        case BYTES -> {
          if (quantity.isFractional()) {
            found.add(Violation.invalid(at, value, "must be a whole number of bytes"));
          }
        }
        case COUNT -> {
          if (quantity.amount().scale() > 3) {
            found.add(Violation.invalid(at, value, "must not be finer than a thousandth (1m)"));
          }
          quantity.milli();
        }
      }
    } catch (UnitFormatException e) {
      found.add(Violation.invalid(at, value, String.valueOf(e.getMessage())));
    }
  }
}
