package io.ciao.apiserver.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What a tenant uses, and the limits of its Quotas by name, as the key `/ciao-sys/usage/<tenant>`
/// holds them. Immutable.
record Usage(Amounts used, Map<String, Limits> limits) {
  static final Usage NONE = new Usage(Amounts.NONE, Map.of());

  Usage {
    limits = Collections.unmodifiableMap(new TreeMap<>(limits));
  }

  /// What a change leads to.
  sealed interface Outcome {
    record Fits(Usage usage) implements Outcome {}

    /// It is more than a limit allows.
    ///
    /// @param message names the quota, what was asked, what is used, and the limit
    record Exceeds(String message) implements Outcome {}
  }

  /// This usage after a change, or the first limit that says no. A decrease is always possible.
  Outcome apply(UsageChange change) {
    return switch (change) {
      case UsageChange.Charge charge -> charge(charge);
      case UsageChange.Hold(String quota, var spec) -> {
        Map<String, Limits> more = new TreeMap<>(limits);
        more.put(quota, Limits.of(spec));
        yield new Outcome.Fits(new Usage(used, more));
      }
      case UsageChange.Release(String quota) -> {
        Map<String, Limits> fewer = new TreeMap<>(limits);
        fewer.remove(quota);
        yield new Outcome.Fits(new Usage(used, fewer));
      }
    };
  }

  private Outcome charge(UsageChange.Charge charge) {
    for (Map.Entry<String, Limits> quota : limits.entrySet()) {
      List<Amount> over = new ArrayList<>();
      for (Amount amount : Amount.values()) {
        long more = charge.after().used(amount) - charge.before().used(amount);
        if (more <= 0) {
          continue;
        }
        OptionalLong one = quota.getValue().ofOne(charge.resource()).limit(amount);
        if (one.isPresent() && charge.after().used(amount) > one.getAsLong()) {
          return new Outcome.Exceeds(
              "exceeded quota: %s, requested: %s=%s, limit of one object: %s=%s"
                  .formatted(
                      quota.getKey(),
                      amount.field(),
                      amount.text(charge.after().used(amount)),
                      amount.field(),
                      amount.text(one.getAsLong())));
        }
        OptionalLong all = quota.getValue().total().limit(amount);
        if (all.isPresent() && more > all.getAsLong() - used.used(amount)) {
          over.add(amount);
        }
      }
      if (!over.isEmpty()) {
        return new Outcome.Exceeds(message(quota.getKey(), quota.getValue(), charge, over));
      }
    }
    try {
      return new Outcome.Fits(new Usage(used.changed(charge.before(), charge.after()), limits));
    } catch (ArithmeticException beyond) {
      return new Outcome.Exceeds(
          "the objects of the tenant would have more of one resource than 64 bits count; ask for"
              + " less");
    }
  }

  private String message(
      String quota, Limits limits, UsageChange.Charge charge, List<Amount> over) {
    List<String> requested = new ArrayList<>();
    List<String> present = new ArrayList<>();
    List<String> limited = new ArrayList<>();
    for (Amount amount : over) {
      long more = charge.after().used(amount) - charge.before().used(amount);
      requested.add(amount.field() + "=" + amount.text(more));
      present.add(amount.field() + "=" + amount.text(used.used(amount)));
      limited.add(amount.field() + "=" + amount.text(limits.total().limit(amount).orElseThrow()));
    }
    return "exceeded quota: %s, requested: %s, used: %s, limited: %s"
        .formatted(
            quota,
            String.join(",", requested),
            String.join(",", present),
            String.join(",", limited));
  }

  /// The stored form.
  String text() {
    ObjectNode tree = Json.object();
    tree.set("used", used.numbers());
    ObjectNode byName = tree.putObject("limits");
    limits.forEach((name, value) -> byName.set(name, value.toTree()));
    return new String(Json.write(tree), StandardCharsets.UTF_8);
  }

  /// Reads the stored form.
  static Usage read(String text) {
    ObjectNode tree = Json.parse(text.getBytes(StandardCharsets.UTF_8));
    Map<String, Limits> limits = new TreeMap<>();
    tree.path("limits")
        .properties()
        .forEach(entry -> limits.put(entry.getKey(), Limits.read(entry.getValue())));
    return new Usage(Amounts.read(tree.path("used")), limits);
  }
}
