package io.ciao.linux.nft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A chain with its rules in order.
///
/// @param hook where packets enter it, null if only other chains lead here
/// @param rules in nft's language, without comment
public record NftChain(String name, @Nullable Hook hook, List<String> rules) {
  /// Where packets enter a chain.
  ///
  /// @param type `filter` or `nat`
  /// @param hook `prerouting`, `input`, `forward`, `output` or `postrouting`
  /// @param priority lower comes first
  /// @param policy `accept` or `drop`
  public record Hook(String type, String hook, int priority, String policy) {}

  public NftChain {
    rules = List.copyOf(rules);
    for (var rule : rules) {
      if (rule.contains("comment") || rule.contains("\n")) {
        throw new IllegalArgumentException(
            "chain " + name + ": a rule must be one line without comment: " + rule);
      }
    }
  }
}
