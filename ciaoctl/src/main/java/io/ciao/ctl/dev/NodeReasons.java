package io.ciao.ctl.dev;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Nodes by what they wait for, in one line: few by name, many by number. Pure.
final class NodeReasons {
  private static final int NAMES_MAX = 4;

  private NodeReasons() {}

  /// @param reasons from a node's name to what it waits for
  static String sentence(SortedMap<String, String> reasons) {
    var byReason = new TreeMap<String, List<String>>();
    reasons.forEach(
        (node, reason) -> byReason.computeIfAbsent(reason, _ -> new ArrayList<>()).add(node));
    return byReason.entrySet().stream()
        .map(entry -> names(entry.getValue()) + " " + entry.getKey())
        .collect(Collectors.joining("; "));
  }

  private static String names(List<String> nodes) {
    return nodes.size() <= NAMES_MAX ? String.join(", ", nodes) : nodes.size() + " of them";
  }
}
