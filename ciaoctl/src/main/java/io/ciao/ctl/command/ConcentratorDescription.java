package io.ciao.ctl.command;

import io.ciao.api.network.ConcentratorState;
import io.ciao.ctl.output.TextTable;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a concentrator has now, for people. Pure but for the printing.
///
/// @param nodes names of nodes by tunnel address, as far as they may be known
/// @param now what ages are counted from
record ConcentratorDescription(ConcentratorState state, Map<String, String> nodes, Instant now) {
  ConcentratorDescription {
    nodes = Map.copyOf(nodes);
  }

  void print(PrintStream out) {
    out.println("Served:");
    out.println("  node:       " + state.nodeName());
    out.println("  agent:      cnci-agent " + state.agentVersion());
    out.println("  namespace:  " + state.namespace());
    var pid = state.dnsmasqPid();
    out.println("  DHCP, DNS:  " + (pid == null ? "no dnsmasq runs" : "dnsmasq, process " + pid));
    table(out, "Leases", List.of("  ADDRESS", "MAC", "INSTANCE", "LEASE ENDS"), leases());
    table(out, "Tunnels", List.of("  NODE", "ADDRESS", "INSTANCES"), tunnels());
    table(out, "Forwards", List.of("  PORT", "TO", "INSTANCE"), forwards());
    table(out, "External IPs", List.of("  EXTERNAL", "TO", "INSTANCE"), externals());
  }

  private List<List<String>> leases() {
    var rows = new ArrayList<List<String>>();
    for (var lease : state.leases()) {
      var expires = lease.expires();
      rows.add(
          List.of(
              "  " + lease.address(),
              lease.mac(),
              text(lease.instance()),
              expires == null
                  ? "not asked for"
                  : "in " + Since.age(now.toString(), Instant.parse(expires))));
    }
    return rows;
  }

  private List<List<String>> tunnels() {
    var rows = new ArrayList<List<String>>();
    for (var tunnel : state.tunnels()) {
      rows.add(
          List.of(
              "  " + nodes.getOrDefault(tunnel.vtep(), ""),
              tunnel.vtep() + ":" + tunnel.port(),
              String.join(", ", tunnel.instances())));
    }
    return rows;
  }

  private List<List<String>> forwards() {
    return state.forwards().stream()
        .map(one -> List.of("  " + one.port(), one.address() + ":22", text(one.instance())))
        .toList();
  }

  private List<List<String>> externals() {
    return state.externalIPs().stream()
        .map(one -> List.of("  " + one.external(), one.address(), text(one.instance())))
        .toList();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static void table(
      PrintStream out, String title, List<String> columns, List<List<String>> rows) {
    out.println(title + (rows.isEmpty() ? ": none" : ":"));
    if (!rows.isEmpty()) {
      var table = new TextTable(columns);
      rows.forEach(table::add);
      table.print(out);
    }
  }
}
