package io.ciao.linux.nft;

import java.util.TreeMap;

/// What the kernel would show of a table just as it was wished.
public final class NftTableStates {
  private NftTableStates() {}

  public static NftTableState of(NftTable table) {
    var sets = new TreeMap<String, NftSet>();
    table.sets().forEach(set -> sets.put(set.name(), set));
    var chains = new TreeMap<String, NftTableState.Chain>();
    for (var chain : table.chains()) {
      var marks = chain.rules().stream().map(NftScript::mark).toList();
      chains.put(chain.name(), new NftTableState.Chain(chain.hook(), marks));
    }
    return new NftTableState(table.family(), table.name(), sets, chains);
  }
}
