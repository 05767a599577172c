package io.ciao.ctl.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instanceset.SetRevision;
import io.ciao.api.schema.Ages;
import io.ciao.ctl.output.TextTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The revisions of a set, a row each, with what each changed. Pure.
final class RevisionTable {
  private static final String NOTHING = "-";

  private RevisionTable() {}

  /// @param revisions oldest first, the present one last
  /// @param hashes whether the hashes of the templates are shown
  /// @param now what ages are counted from
  static TextTable of(List<SetRevision> revisions, boolean hashes, Instant now) {
    var header =
        new ArrayList<>(List.of("REVISION", "AGE", "WORKLOAD", "WORKLOAD-VERSION", "CHANGED"));
    if (hashes) {
      header.add("TEMPLATE");
    }
    var table = new TextTable(header);
    Map<String, String> before = Map.of();
    for (var one : revisions) {
      var values = values(one);
      var present = one.equals(revisions.getLast());
      var row = new ArrayList<String>();
      row.add(one.revision() + (present ? " (present)" : ""));
      row.add(one.createdAt() == null ? NOTHING : Ages.between(one.createdAt(), now));
      row.add(orNothing(one.read().template().spec().workload()));
      row.add(workloadVersion(one.workloadRevision()));
      row.add(one.equals(revisions.getFirst()) ? NOTHING : changed(before, values));
      if (hashes) {
        row.add(one.hash());
      }
      table.add(row);
      before = values;
    }
    return table;
  }

  private static String orNothing(@Nullable String text) {
    return text == null ? NOTHING : text;
  }

  /// Of `<uid>/<generation>` the generation.
  private static String workloadVersion(@Nullable String made) {
    return made == null ? NOTHING : made.substring(made.lastIndexOf('/') + 1);
  }

  /// The paths of the fields that differ: `image, resources.memory`.
  private static String changed(Map<String, String> before, Map<String, String> after) {
    var paths = new TreeMap<>(before);
    paths.putAll(after);
    var changed =
        paths.keySet().stream()
            .filter(path -> !String.valueOf(before.get(path)).equals(after.get(path)))
            .toList();
    return changed.isEmpty() ? NOTHING : String.join(", ", changed);
  }

  /// Every value that instances of the revision were made from; the template's before the
  /// workload's, as for the instances.
  private static Map<String, String> values(SetRevision revision) {
    var tree = Json.toTree(revision.read());
    var values = new TreeMap<String, String>();
    collect(values, "", tree.path("workload"));
    collect(values, "", tree.path("template").path("spec"));
    collect(values, "metadata.", tree.path("template").path("metadata"));
    return values;
  }

  private static void collect(Map<String, String> values, String at, JsonNode node) {
    if (node instanceof ObjectNode map) {
      for (var field : map.properties()) {
        var inner = field.getValue();
        var path = at + field.getKey();
        if (inner.isObject()) {
          collect(values, path + ".", inner);
        } else {
          values.put(path, inner.toString());
        }
      }
    }
  }
}
