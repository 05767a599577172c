package io.ciao.linux.dnsmasq;

import io.ciao.basis.address.Ipv6Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/// Compares a dnsmasq with its plan. Pure. What must end ends first, files are right before it
/// starts or reads them again.
final class DnsmasqDecider {
  private DnsmasqDecider() {}

  static List<DnsmasqAction> decide(DnsmasqPlan plan, DnsmasqState state) {
    var files = new DnsmasqFiles(plan.directory());
    var actions = new ArrayList<DnsmasqAction>();
    state.strays().forEach(stray -> actions.add(new DnsmasqAction.End(stray)));
    var config = files.configText(plan.server());
    var running = state.running();
    var wanted = files.hostFiles(plan.hosts());
    var over = leasesOver(wanted, state);
    var stays = running != null && state.startedWith().equals(config) && over.isEmpty();
    if (running != null && !stays) {
      actions.add(new DnsmasqAction.End(running));
    }
    if (!over.isEmpty()) {
      actions.add(new DnsmasqAction.DropLeases(files.leases(), over));
    }
    if (!state.config().equals(config)) {
      actions.add(new DnsmasqAction.Write(files.config(), config));
    }
    var staleHosts = exchange(files.hosts(), wanted, state.hosts(), actions);
    var staleNames = exchange(files.names(), files.nameFiles(plan), state.names(), actions);
    if (running == null || !stays) {
      actions.add(new DnsmasqAction.Start(config));
    } else if (staleHosts || staleNames) {
      actions.add(new DnsmasqAction.Reload(running));
    }
    return List.copyOf(actions);
  }

  /// Leases of IPv6 whose host is gone, or is another by now. dnsmasq has no other way to forget
  /// them than to be started without them.
  private static Set<Ipv6Address> leasesOver(SortedMap<String, String> wanted, DnsmasqState state) {
    var over = new HashSet<>(state.leased6());
    state
        .hosts()
        .forEach(
            (name, content) -> {
              if (content.equals(wanted.get(name))) {
                DnsmasqFiles.address6(content).ifPresent(over::remove);
              }
            });
    return over;
  }

  /// True if something that dnsmasq has read is no longer so.
  private static boolean exchange(
      Path directory,
      SortedMap<String, String> wanted,
      SortedMap<String, String> found,
      List<DnsmasqAction> actions) {
    var stale = false;
    for (var name : found.keySet()) {
      if (!wanted.containsKey(name)) {
        actions.add(new DnsmasqAction.Delete(directory.resolve(name)));
        stale = true;
      }
    }
    for (var entry : wanted.entrySet()) {
      var content = found.get(entry.getKey());
      if (!entry.getValue().equals(content)) {
        actions.add(new DnsmasqAction.Write(directory.resolve(entry.getKey()), entry.getValue()));
        stale |= content != null;
      }
    }
    return stale;
  }
}
