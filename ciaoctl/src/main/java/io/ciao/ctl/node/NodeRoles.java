package io.ciao.ctl.node;

import io.ciao.ctl.session.UsageException;
import java.util.List;

/// What a node does, as people write it.
final class NodeRoles {
  private static final List<String> KNOWN = List.of("compute", "network");

  private NodeRoles() {}

  /// Each once.
  static List<String> check(List<String> words) {
    for (var word : words) {
      if (!KNOWN.contains(word)) {
        throw new UsageException(
            "\"%s\" is no role of a node; compute, network or both are needed".formatted(word));
      }
    }
    return words.stream().distinct().toList();
  }
}
