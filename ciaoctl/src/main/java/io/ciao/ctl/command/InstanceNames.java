package io.ciao.ctl.command;

import io.ciao.ctl.session.UsageException;
import java.util.List;

/// Names of instances as people type them, with or without the kind. Pure.
final class InstanceNames {
  private static final List<String> KIND = List.of("instance", "instances", "inst");

  private InstanceNames() {}

  /// The names alone.
  ///
  /// @param forSets what to do with a set instead
  /// @throws UsageException if one is of another kind
  static List<String> of(List<String> words, String forSets) {
    return words.stream().map(word -> of(word, forSets)).toList();
  }

  private static String of(String word, String forSets) {
    var slash = word.indexOf('/');
    var kind = slash < 0 ? "instance" : word.substring(0, slash).replace(".ciao.io", "");
    if (!KIND.contains(kind)) {
      throw new UsageException("\"%s\" is no instance; for a set use: %s".formatted(word, forSets));
    }
    return word.substring(slash + 1);
  }
}
