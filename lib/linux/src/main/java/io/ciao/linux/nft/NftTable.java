package io.ciao.linux.nft;

import java.util.List;

/// A table as it shall be; it is ours as a whole.
///
/// @param family `ip`, `ip6`, `inet` or `bridge`
public record NftTable(String family, String name, List<NftSet> sets, List<NftChain> chains) {
  public NftTable {
    sets = List.copyOf(sets);
    chains = List.copyOf(chains);
  }

  String id() {
    return family + " " + name;
  }
}
