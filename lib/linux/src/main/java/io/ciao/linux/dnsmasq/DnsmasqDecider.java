package io.ciao.linux.dnsmasq;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    var stays = running != null && state.startedWith().equals(config);
    if (running != null && !stays) {
      actions.add(new DnsmasqAction.End(running));
    }
    if (!state.config().equals(config)) {
      actions.add(new DnsmasqAction.Write(files.config(), config));
    }
    var staleHosts = exchange(files.hosts(), files.hostFiles(plan.hosts()), state.hosts(), actions);
    var staleNames = exchange(files.names(), files.nameFiles(plan), state.names(), actions);
    if (running == null || !stays) {
      actions.add(new DnsmasqAction.Start(config));
    } else if (staleHosts || staleNames) {
      actions.add(new DnsmasqAction.Reload(running));
    }
    return List.copyOf(actions);
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
