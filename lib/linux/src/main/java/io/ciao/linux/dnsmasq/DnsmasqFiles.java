package io.ciao.linux.dnsmasq;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where a dnsmasq's files are and what they hold. Pure.
///
/// One file per host in each of two directories that dnsmasq watches: a file moved in counts at
/// once, a removed or changed one after SIGHUP. Names would exist only after a lease if they were
/// not given beside it.
record DnsmasqFiles(Path directory) {
  static final String LEASE_TIME = "1h";

  Path config() {
    return directory.resolve("dnsmasq.conf");
  }

  Path record() {
    return directory.resolve("process");
  }

  Path log() {
    return directory.resolve("log");
  }

  Path leases() {
    return directory.resolve("leases");
  }

  Path hosts() {
    return directory.resolve("hosts");
  }

  Path names() {
    return directory.resolve("names");
  }

  List<String> argv() {
    return List.of("dnsmasq", "--keep-in-foreground", "--conf-file=" + config());
  }

  String configText(DnsmasqServer server) {
    var lines = new ArrayList<String>();
    lines.add("bind-interfaces");
    lines.add("interface=" + server.link());
    lines.add("except-interface=lo");
    // Its files belong to root, and it serves one namespace only.
    lines.add("user=root");
    lines.add("pid-file=");
    // With the time of day, which it leaves out on a terminal.
    lines.add("log-facility=" + log());
    var gateway = server.gateway();
    lines.add(
        "dhcp-range="
            + gateway.network().address()
            + ",static,"
            + gateway.netmask()
            + ","
            + LEASE_TIME);
    lines.add("dhcp-authoritative");
    lines.add("no-ping");
    lines.add("dhcp-leasefile=" + leases());
    lines.add("dhcp-hostsdir=" + hosts());
    lines.add("dhcp-option=option:router," + gateway.address());
    lines.add("dhcp-option=option:dns-server," + gateway.address());
    lines.add("dhcp-option=option:mtu," + server.mtu());
    lines.add("dhcp-option=option:domain-search," + server.domain());
    lines.add("domain=" + server.domain());
    lines.add("local=/" + server.domain() + "/");
    lines.add("domain-needed");
    lines.add("bogus-priv");
    lines.add("no-hosts");
    lines.add("hostsdir=" + names());
    lines.add("no-resolv");
    server.upstream().forEach(address -> lines.add("server=" + address));
    return String.join("\n", lines) + "\n";
  }

  /// File name to content.
  SortedMap<String, String> hostFiles(List<DnsmasqHost> hosts) {
    var files = new TreeMap<String, String>();
    for (var host : hosts) {
      files.put(
          host.address().toString(),
          host.mac() + "," + host.address() + "," + host.name() + "," + LEASE_TIME + "\n");
    }
    return files;
  }

  /// File name to content.
  SortedMap<String, String> nameFiles(DnsmasqPlan plan) {
    var files = new TreeMap<String, String>();
    for (var host : plan.hosts()) {
      files.put(
          host.address().toString(),
          host.address()
              + " "
              + host.name()
              + "."
              + plan.server().domain()
              + " "
              + host.name()
              + "\n");
    }
    return files;
  }
}
