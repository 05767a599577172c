package io.ciao.linux.subnet;

import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.nft.NftChain;
import io.ciao.linux.nft.NftRuleset;
import io.ciao.linux.nft.NftScript;
import io.ciao.linux.nft.NftSet;
import io.ciao.linux.nft.NftTable;
import io.ciao.linux.nft.NftTableState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Drops what lost nodes still send through tunnels to this one: one table in the node's own
/// namespace, since inside a subnet nobody knows which node a frame came from. There is none while
/// nothing is fenced. Each agent of a node has its own, and what either names is dropped.
///
/// Safe for many threads, one at a time for one table.
public final class TunnelFence {
  private static final String FAMILY = "inet";
  private static final String SET = "fenced";
  private static final int BEFORE_FILTERS = -10;

  private final NftRuleset rules = new NftRuleset();
  private final NetNamespace node;
  private final String name;

  /// @param node where the tunnels' packets arrive
  /// @param agent whose fence it is; part of the table's name
  public TunnelFence(NetNamespace node, String agent) {
    this.node = node;
    this.name = "ciao-fence-" + agent;
  }

  /// What to refuse. Pure.
  ///
  /// @param own this node's tunnel address: it does not refuse itself
  /// @param fenced what is named; other than an IPv4 address is no tunnel's and no reason to let
  ///   the rest through
  /// @param complete whether all is named; if it is not, what is refused already stays so
  public record Wish(
      Ipv4Address own,
      Collection<String> fenced,
      boolean complete,
      SortedSet<Ipv4Address> refused) {
    public SortedSet<Ipv4Address> addresses() {
      var wanted = new TreeSet<>(complete ? Collections.emptySortedSet() : refused);
      fenced.forEach(text -> address(text).ifPresent(wanted::add));
      wanted.remove(own);
      return wanted;
    }

    private static Optional<Ipv4Address> address(String text) {
      try {
        return Optional.of(Ipv4Address.parse(text));
      } catch (AddressFormatException e) {
        return Optional.empty();
      }
    }
  }

  /// The tunnel addresses that the kernel refuses now.
  public SortedSet<Ipv4Address> refused() {
    return rules
        .read(node, FAMILY, name)
        .map(TunnelFence::addresses)
        .orElse(Collections.emptySortedSet());
  }

  /// Refuses exactly these from now on, whatever was before; doing it again changes nothing.
  ///
  /// @return whether anything was changed
  public boolean refuse(SortedSet<Ipv4Address> fenced) {
    var actual = rules.read(node, FAMILY, name);
    if (fenced.isEmpty()) {
      actual.ifPresent(_ -> rules.apply(node, "delete table " + FAMILY + " " + name));
      return actual.isPresent();
    }
    var script = NftScript.between(List.of(table(fenced)), actual.stream().toList());
    script.ifPresent(changes -> rules.apply(node, changes));
    return script.isPresent();
  }

  private static SortedSet<Ipv4Address> addresses(NftTableState table) {
    var addresses = new TreeSet<Ipv4Address>();
    var set = table.sets().get(SET);
    if (set != null) {
      set.elements().keySet().forEach(address -> addresses.add(Ipv4Address.parse(address)));
    }
    return addresses;
  }

  private NftTable table(SortedSet<Ipv4Address> fenced) {
    var elements = new ArrayList<List<String>>();
    fenced.forEach(address -> elements.add(List.of(address.toString())));
    return new NftTable(
        FAMILY,
        name,
        List.of(NftSet.of(SET, List.of("ipv4_addr"), elements)),
        List.of(
            new NftChain(
                "in0",
                new NftChain.Hook("filter", "input", BEFORE_FILTERS, "accept"),
                List.of(
                    "udp dport { %d, %d } ip saddr @%s counter drop"
                        .formatted(SubnetTunnel.NODE_PORT, SubnetTunnel.CONCENTRATOR_PORT, SET)))));
  }
}
