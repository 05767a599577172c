package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.KindDefinition;
import io.ciao.ctl.apply.Applier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Objects below their owners, as lines of a tree. Pure.
final class OwnerTree {
  private final Map<String, Entry> byUid = new HashMap<>();
  private final Map<String, List<Entry>> byOwner = new HashMap<>();

  /// An object and its kind.
  record Entry(KindDefinition kind, ObjectNode object) {
    String uid() {
      return object.path("metadata").path("uid").asText();
    }

    String printed() {
      return Applier.printed(kind, object.path("metadata").path("name").asText());
    }

    List<String> owners() {
      var owners = new ArrayList<String>();
      object
          .path("metadata")
          .path("ownerReferences")
          .forEach(o -> owners.add(o.path("uid").asText()));
      return owners;
    }
  }

  /// A line: the object's name behind what draws the tree.
  record Line(String name, Entry entry) {}

  OwnerTree(List<Entry> entries) {
    entries.forEach(entry -> byUid.put(entry.uid(), entry));
    for (var entry : entries) {
      for (var owner : entry.owners()) {
        byOwner.computeIfAbsent(owner, _ -> new ArrayList<>()).add(entry);
      }
    }
    byOwner.values().forEach(list -> list.sort(Comparator.comparing(Entry::printed)));
  }

  /// The object with everything that it owns; a tenant with everything of it that nobody else owns.
  List<Line> lines(Entry root) {
    var lines = new ArrayList<Line>();
    add(root, "", "", new HashSet<>(), lines);
    return lines;
  }

  /// Who owns the object, nearest first. An owner that does not exist is named by its reference.
  List<String> ownersOf(Entry entry) {
    var names = new ArrayList<String>();
    var seen = new HashSet<String>();
    var at = entry;
    while (at != null && seen.add(at.uid())) {
      Entry next = null;
      for (var reference : at.object().path("metadata").path("ownerReferences")) {
        var owner = byUid.get(reference.path("uid").asText());
        names.add(
            owner != null
                ? owner.printed()
                : reference.path("kind").asText()
                    + "/"
                    + reference.path("name").asText()
                    + " (does not exist)");
        next = next == null ? owner : next;
      }
      at = next;
    }
    return names;
  }

  private void add(Entry entry, String lead, String below, Set<String> seen, List<Line> lines) {
    lines.add(new Line(lead + entry.printed(), entry));
    if (!seen.add(entry.uid())) {
      return;
    }
    var children = children(entry);
    for (var i = 0; i < children.size(); i++) {
      var last = i == children.size() - 1;
      add(children.get(i), below + (last ? "└─" : "├─"), below + (last ? "  " : "│ "), seen, lines);
    }
  }

  private List<Entry> children(Entry entry) {
    var children = new ArrayList<>(byOwner.getOrDefault(entry.uid(), List.of()));
    var kind = entry.kind().kind();
    if (kind.equals("Tenant") || kind.equals("Namespace")) {
      var tenant = entry.object().path("metadata").path("name").asText();
      byUid.values().stream()
          .filter(other -> other.kind().namespaced())
          .filter(
              other -> other.object().path("metadata").path("namespace").asText().equals(tenant))
          .filter(other -> other.owners().stream().noneMatch(byUid::containsKey))
          .sorted(Comparator.comparing(Entry::printed))
          .forEach(children::add);
    }
    return children;
  }
}
