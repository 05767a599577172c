package io.ciao.linux.nft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// Writes the transaction that turns what the kernel has into what shall be. Pure.
///
/// A table whose chains, rules or set types differ is replaced as a whole with its elements, in the
/// same transaction, so no packet meets it half made. Otherwise only elements are exchanged.
public final class NftScript {
  private NftScript() {}

  /// Empty if nothing differs. Tables that are not desired are left alone.
  public static Optional<String> between(List<NftTable> desired, List<NftTableState> actual) {
    var byId = new HashMap<String, NftTableState>();
    for (var state : actual) {
      byId.put(state.id(), state);
    }
    var lines = new ArrayList<String>();
    for (var table : desired) {
      var state = byId.get(table.id());
      if (state == null || !sameShape(table, state)) {
        replace(table, lines);
      } else {
        exchangeElements(table, state, lines);
      }
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines) + "\n");
  }

  /// The comment that a rule of this text carries.
  static String mark(String rule) {
    var crc = new CRC32C();
    crc.update(rule.getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "ciao:%08x", crc.getValue());
  }

  private static boolean sameShape(NftTable table, NftTableState state) {
    var sets = new TreeMap<String, NftSet>();
    table.sets().forEach(set -> sets.put(set.name(), shape(set)));
    var actualSets = new TreeMap<String, NftSet>();
    state.sets().forEach((name, set) -> actualSets.put(name, shape(set)));
    var chains = new TreeMap<String, NftTableState.Chain>();
    for (var chain : table.chains()) {
      var marks = chain.rules().stream().map(NftScript::mark).toList();
      chains.put(chain.name(), new NftTableState.Chain(chain.hook(), marks));
    }
    return sets.equals(actualSets) && chains.equals(state.chains());
  }

  private static NftSet shape(NftSet set) {
    return new NftSet(
        set.name(), set.keyTypes(), set.valueType(), new TreeMap<>(), set.forgetsSeconds());
  }

  private static void replace(NftTable table, List<String> lines) {
    // Added first, so that the deletion does not fail when there is none.
    lines.add("add table " + table.id());
    lines.add("delete table " + table.id());
    lines.add("table " + table.id() + " {");
    for (var set : table.sets()) {
      declare(set, lines);
    }
    // Chains may lead to chains declared later, so all exist before the first rule.
    for (var chain : table.chains()) {
      lines.add(" chain " + chain.name() + " {");
      var hook = chain.hook();
      if (hook != null) {
        lines.add(
            String.format(
                Locale.ROOT,
                "  type %s hook %s priority %d; policy %s;",
                hook.type(),
                hook.hook(),
                hook.priority(),
                hook.policy()));
      }
      lines.add(" }");
    }
    lines.add("}");
    for (var chain : table.chains()) {
      for (var rule : chain.rules()) {
        lines.add("add rule " + table.id() + " " + chain.name() + " " + rule + comment(mark(rule)));
      }
    }
    for (var set : table.sets()) {
      elements("add", table, set, set.elements(), lines);
    }
  }

  private static String comment(String mark) {
    return " comment \"" + mark + "\"";
  }

  private static void declare(NftSet set, List<String> lines) {
    var keys = String.join(NftSet.SEPARATOR, set.keyTypes());
    if (set.forgetsSeconds() != 0) {
      lines.add(
          " set "
              + set.name()
              + " { type "
              + keys
              + "; size 4096; flags dynamic,timeout; timeout "
              + set.forgetsSeconds()
              + "s; }");
    } else if (set.valueType() == null) {
      lines.add(" set " + set.name() + " { type " + keys + "; }");
    } else {
      lines.add(" map " + set.name() + " { type " + keys + " : " + set.valueType() + "; }");
    }
  }

  private static void exchangeElements(NftTable table, NftTableState state, List<String> lines) {
    for (var set : table.sets()) {
      var actual = state.sets().getOrDefault(set.name(), shape(set)).elements();
      // A map's element with another value is removed and added: nft has no replacement.
      elements("delete", table, set, without(actual, set.elements()), lines);
      elements("add", table, set, without(set.elements(), actual), lines);
    }
  }

  private static SortedMap<String, String> without(
      Map<String, String> all, Map<String, String> these) {
    var rest = new TreeMap<>(all);
    rest.entrySet().removeAll(these.entrySet());
    return rest;
  }

  private static void elements(
      String verb,
      NftTable table,
      NftSet set,
      SortedMap<String, String> elements,
      List<String> lines) {
    if (elements.isEmpty()) {
      return;
    }
    var texts = new ArrayList<String>();
    elements.forEach(
        (key, value) -> texts.add(quote(set, key) + (value.isEmpty() ? "" : " : " + value)));
    lines.add(
        verb
            + " element "
            + table.id()
            + " "
            + set.name()
            + " { "
            + String.join(", ", texts)
            + " }");
  }

  private static String quote(NftSet set, String key) {
    var parts = key.split(" \\. ", -1);
    var quoted = new ArrayList<String>();
    for (var i = 0; i < parts.length; i++) {
      quoted.add("ifname".equals(set.keyTypes().get(i)) ? "\"" + parts[i] + "\"" : parts[i]);
    }
    return String.join(NftSet.SEPARATOR, quoted);
  }
}
