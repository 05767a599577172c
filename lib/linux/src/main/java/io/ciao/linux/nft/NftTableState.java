package io.ciao.linux.nft;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table as the kernel has it, as far as it is compared.
public record NftTableState(
    String family, String name, SortedMap<String, NftSet> sets, SortedMap<String, Chain> chains) {
  /// A chain, known by the marks of its rules.
  ///
  /// @param marks comments of the rules in order; empty for a rule without one
  public record Chain(NftChain.@Nullable Hook hook, List<String> marks) {
    public Chain {
      marks = List.copyOf(marks);
    }
  }

  public NftTableState {
    sets = Collections.unmodifiableSortedMap(new TreeMap<>(sets));
    chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
  }

  String id() {
    return family + " " + name;
  }
}
