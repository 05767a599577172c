package io.ciao.linux.dnsmasq;

import io.ciao.basis.address.Ipv6Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where a dnsmasq's files are and what they hold. Pure.
///
/// One file per host in each of two directories that dnsmasq watches: a file moved in counts at
/// once, a removed or changed one after SIGHUP. Names would exist only after a lease if they were
/// not given beside it.
record DnsmasqFiles(Path directory) {
  static final String LEASE_TIME = "1h";

  private static final Pattern IN_BRACKETS = Pattern.compile("\\[([0-9a-f:]+)\\]");

  /// Of a line of the lease file.
  private static final int ADDRESS_WORD = 2;

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
    ipv6(server, lines);
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

  /// It announces the block, of which clients make no addresses themselves, and that they are to
  /// ask for one.
  private static void ipv6(DnsmasqServer server, List<String> lines) {
    var gateway = server.gateway6();
    if (gateway != null) {
      var block = gateway.network();
      lines.add("enable-ra");
      lines.add(
          "dhcp-range=%s,static,%d,%s"
              .formatted(block.network(), block.prefixLength(), LEASE_TIME));
      lines.add("dhcp-option=option6:dns-server,[" + gateway.address() + "]");
      lines.add("dhcp-option=option6:domain-search," + server.domain());
    }
  }

  /// File name to content.
  SortedMap<String, String> hostFiles(List<DnsmasqHost> hosts) {
    var files = new TreeMap<String, String>();
    for (var host : hosts) {
      var six = host.six();
      var words = new ArrayList<String>(List.of(host.mac().toString(), host.address().toString()));
      if (six != null) {
        words.add("[" + six.address() + "]");
      }
      words.addAll(List.of(host.name(), LEASE_TIME));
      var line = String.join(",", words) + "\n";
      files.put(host.address().toString(), six == null ? line : "# " + six.life() + "\n" + line);
    }
    return files;
  }

  /// The address in the file of a host; empty: it has no lease of IPv6.
  static Optional<Ipv6Address> address6(String hostFile) {
    var found = IN_BRACKETS.matcher(hostFile);
    return found.find() ? Optional.of(Ipv6Address.parse(found.group(1))) : Optional.empty();
  }

  /// The addresses of the leases of IPv6 in a lease file, whose lines are `<end> <client> <address>
  /// <name> <identifier>`.
  static Set<Ipv6Address> leased6(String leases) {
    return leases.lines().flatMap(line -> leased6Line(line).stream()).collect(Collectors.toSet());
  }

  private static Optional<Ipv6Address> leased6Line(String line) {
    var words = line.split(" ", -1);
    return words.length > ADDRESS_WORD && words[ADDRESS_WORD].indexOf(':') >= 0
        ? Optional.of(Ipv6Address.parse(words[ADDRESS_WORD]))
        : Optional.empty();
  }

  /// A lease file without the leases of these addresses.
  static String leasesWithout(String leases, Set<Ipv6Address> addresses) {
    return leases
        .lines()
        .filter(line -> leased6Line(line).filter(addresses::contains).isEmpty())
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /// File name to content.
  SortedMap<String, String> nameFiles(DnsmasqPlan plan) {
    var files = new TreeMap<String, String>();
    for (var other : plan.others()) {
      files.put(other.address().toString(), nameFile(other));
    }
    for (var host : plan.hosts()) {
      var names = " " + host.name() + "." + plan.server().domain() + " " + host.name() + "\n";
      var six = host.six();
      files.put(
          host.address().toString(),
          host.address() + names + (six == null ? "" : six.address() + names));
    }
    return files;
  }

  private static String nameFile(DnsmasqName of) {
    return of.address() + " " + of.name() + "." + of.domain() + " " + of.name() + "\n";
  }
}
