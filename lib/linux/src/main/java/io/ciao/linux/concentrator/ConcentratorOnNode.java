package io.ciao.linux.concentrator;

import io.ciao.basis.address.MacAddress;
import io.ciao.linux.announce.Announcer;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.dnsmasq.Dnsmasq;
import io.ciao.linux.dnsmasq.DnsmasqAction;
import io.ciao.linux.link.FdbEntry;
import io.ciao.linux.link.LinkTable;
import io.ciao.linux.link.NamespaceConvergence;
import io.ciao.linux.link.NetAction;
import io.ciao.linux.link.TunnelEnd;
import io.ciao.linux.link.Waiting;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.net.Ownership;
import io.ciao.linux.process.ProcessTable;
import io.ciao.linux.subnet.SubnetPlace;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Makes concentrators on this node true. Safe for many threads, one at a time for one
/// concentrator.
public final class ConcentratorOnNode {
  private final NamespaceConvergence convergence;
  private final NetworkNamespaces namespaces;
  private final Dnsmasq dnsmasq;
  private final Announcer announcer;

  public ConcentratorOnNode(
      NamespaceConvergence convergence,
      NetworkNamespaces namespaces,
      Dnsmasq dnsmasq,
      Announcer announcer) {
    this.convergence = convergence;
    this.namespaces = namespaces;
    this.dnsmasq = dnsmasq;
    this.announcer = announcer;
  }

  public static ConcentratorOnNode withKernel() {
    var namespaces = new NetworkNamespaces();
    return new ConcentratorOnNode(
        NamespaceConvergence.withKernel(),
        namespaces,
        new Dnsmasq(new ProcessTable(new CommandRunner()), namespaces),
        Announcer.withKernel());
  }

  /// What a pass has changed; both empty if all was as it should be.
  public record Settled(List<NetAction> network, List<DnsmasqAction> dnsmasq) {
    public Settled {
      network = List.copyOf(network);
      dnsmasq = List.copyOf(dnsmasq);
    }

    public boolean changed() {
      return !network.isEmpty() || !dnsmasq.isEmpty();
    }
  }

  /// Reads what the kernel has and repairs every difference; doing it again changes nothing. Then
  /// it says outside who has its addresses, where that is due.
  ///
  /// A dnsmasq that still runs in a namespace whose name was taken away goes first: it keeps that
  /// namespace alive, and with it the tunnel whose VNI is needed.
  public Settled converge(ConcentratorPlan plan) {
    dnsmasq.endOutside(plan.directory(), plan.place().namespace());
    var network = convergence.converge(ConcentratorModel.of(plan));
    if (!network.waiting().isEmpty()) {
      throw new IllegalStateException(
          "concentrator "
              + plan.uid()
              + ": "
              + network.waiting().stream()
                  .map(Waiting::sentence)
                  .collect(Collectors.joining("; ")));
    }
    if (plan.reach() == Reach.OUTSIDE) {
      announcer.announce(ConcentratorModel.announcement(plan), !network.actions().isEmpty());
    }
    if (plan.reach() == Reach.NOWHERE) {
      dnsmasq.stop(plan.directory());
      return new Settled(network.actions(), List.of());
    }
    return new Settled(network.actions(), dnsmasq.converge(ConcentratorModel.dnsmasq(plan)));
  }

  /// Removes it whole: dnsmasq and its files, the uplink, the namespace. Gone is success.
  public void remove(SubnetPlace place, long vni, Path directory) {
    dnsmasq.remove(directory);
    removeUplink(place.node(), LinkNames.ofUplink(vni));
    namespaces.delete(place.namespace());
    announcer.forget(place.namespace());
  }

  /// Whether a concentrator reaches the outside now, which no reboot survives.
  public boolean isOutside(SubnetPlace place, long vni) {
    return LinkTable.alias(place.node(), LinkNames.ofUplink(vni))
        .filter(Ownership::isOurs)
        .isPresent();
  }

  /// The pair goes before its namespace: the kernel clears a namespace in the background, and until
  /// then the name would be taken.
  private static void removeUplink(NetNamespace node, String link) {
    if (LinkTable.alias(node, link).filter(Ownership::isOurs).isPresent()) {
      LinkTable.delete(node, link);
    }
  }

  /// What it has now; empty if its namespace does not exist.
  public Optional<ConcentratorFacts> look(SubnetPlace place, Path directory) {
    if (!namespaces.exists(place.namespace())) {
      return Optional.empty();
    }
    var found = convergence.look(place.namespace());
    var tunnels = new HashMap<TunnelEnd, SortedSet<MacAddress>>();
    for (var entry : found.forwarding().entries()) {
      if (entry instanceof FdbEntry.OnTunnel(var mac, _, var end)) {
        tunnels.computeIfAbsent(end, _ -> new TreeSet<>()).add(mac);
      }
    }
    var forwards = new TreeMap<Integer, String>();
    ConcentratorRules.forwards(found.tables())
        .forEach((port, address) -> forwards.put(Integer.valueOf(port), address));
    var running = dnsmasq.running(directory, place.namespace());
    return Optional.of(
        new ConcentratorFacts(
            running.isPresent() ? running.getAsLong() : null,
            Dnsmasq.leases(directory),
            tunnels,
            forwards,
            ExternalRules.inward(found.tables())));
  }

  /// VNIs of the concentrators whose namespaces with this prefix exist, for finding what a plan no
  /// longer names.
  public SortedSet<Long> present(String prefix) {
    var form = Pattern.compile(Pattern.quote(prefix) + "-cnci-([0-9]{1,8})");
    var found = new TreeSet<Long>();
    for (var name : namespaces.list()) {
      var matcher = form.matcher(name);
      if (matcher.matches()) {
        found.add(Long.valueOf(matcher.group(1)));
      }
    }
    return found;
  }
}
