package io.ciao.ctl.command;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.output.TextTable;
import java.util.Comparator;
import java.util.List;

/// All kinds, a row each: those of ciao first. Pure.
final class KindList {
  private static final String OWN = "ciao.io";

  private KindList() {}

  static TextTable table(KindRegistry kinds) {
    var table = new TextTable(List.of("KIND", "SHORT", "IN A TENANT", "WHAT IT IS"));
    kinds.kinds().stream()
        .sorted(Comparator.comparing(kind -> !kind.group().equals(OWN)))
        .forEach(kind -> table.add(row(kind)));
    return table;
  }

  private static List<String> row(KindDefinition kind) {
    var names = kind.names().shortNames();
    return List.of(
        kind.plural(),
        names.isEmpty() ? "-" : String.join(",", names),
        kind.namespaced() ? "yes" : "no",
        firstSentence(kind.description()));
  }

  private static String firstSentence(String text) {
    var end = text.indexOf(". ");
    return end < 0 ? text.strip() : text.substring(0, end + 1);
  }
}
