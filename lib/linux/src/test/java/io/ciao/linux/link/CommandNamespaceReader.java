package io.ciao.linux.link;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.nft.NftProgram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads with `ip -json`, `bridge -json` and `nft -j`: four processes for the namespace and one for
/// each other that its model refers to.
final class CommandNamespaceReader implements NamespaceReader {
  private static final String SYSCTL_ROOT = "/proc/sys/";

  private final CommandRunner commands;
  private final NetworkNamespaces namespaces;

  CommandNamespaceReader(CommandRunner commands, NetworkNamespaces namespaces) {
    this.commands = commands;
    this.namespaces = namespaces;
  }

  @Override
  public ActualNamespace read(NamespaceModel model) {
    var others = others(model);
    var namespace = model.namespace();
    if (!namespaces.exists(namespace)) {
      return ActualNamespace.absent(others);
    }
    var documents = ip(namespace, "link show\naddr show\nroute show\nneigh show\n");
    var links = links(namespace, documents);
    var fdb =
        IpJson.documents(
            commands.require(
                Command.of(
                    "read the forwarding entries of " + namespace,
                    namespace.entering(List.of("bridge", "-json", "fdb", "show")))));
    return new ActualNamespace(
        true,
        sysctls(namespace, model.sysctls()),
        links,
        Forwarding.of(
            fdb(fdb.getFirst(), links),
            neighbours(documents.get(3)),
            IpJson.routesVia(documents.get(2))),
        NftProgram.read(commands, namespace),
        others);
  }

  private Map<NetNamespace, ActualNamespace.Links> others(NamespaceModel model) {
    var found = new HashMap<NetNamespace, ActualNamespace.Links>();
    for (var link : model.links()) {
      switch (link.kind()) {
        case LinkKind.Veth veth -> found.computeIfAbsent(veth.peerNamespace(), this::links);
        case LinkKind.Macvlan macvlan ->
            found.computeIfAbsent(macvlan.parentNamespace(), this::links);
        case LinkKind.Tap tap -> found.computeIfAbsent(tap.bornIn(), this::links);
        case LinkKind.Bridge _, LinkKind.Vxlan _, LinkKind.VethEnd _, LinkKind.FarEnd _ -> {
          // Nothing of it lives elsewhere.
        }
      }
    }
    return found;
  }

  private ActualNamespace.Links links(NetNamespace namespace) {
    if (!namespaces.exists(namespace)) {
      return ActualNamespace.Links.ABSENT;
    }
    var documents = ip(namespace, "link show\naddr show\nroute show\n");
    return links(namespace, documents);
  }

  private ActualNamespace.Links links(NetNamespace namespace, List<JsonNode> documents) {
    var routes6 =
        IpJson.documents(
            commands.require(
                Command.of(
                    "read the IPv6 routes of " + namespace,
                    namespace.entering(List.of("ip", "-json", "-6", "route", "show")))));
    return IpJson.links(documents.get(0), documents.get(1), documents.get(2), routes6.getFirst());
  }

  private List<JsonNode> ip(NetNamespace namespace, String batch) {
    var text =
        commands.require(
            Command.reading(
                "read the links of " + namespace,
                namespace.entering(List.of("ip", "-json", "-details", "-batch", "-")),
                batch));
    var documents = IpJson.documents(text);
    var asked = (int) batch.lines().count();
    if (documents.size() != asked) {
      throw new IllegalStateException(
          "ip in "
              + namespace
              + " gave "
              + documents.size()
              + " answers to "
              + asked
              + " questions");
    }
    return documents;
  }

  private SortedMap<String, String> sysctls(
      NetNamespace namespace, SortedMap<String, String> wanted) {
    var found = new TreeMap<String, String>();
    if (wanted.isEmpty()) {
      return found;
    }
    var argv = new ArrayList<String>(List.of("grep", "-sH", "."));
    wanted.keySet().forEach(key -> argv.add(SYSCTL_ROOT + key.replace('.', '/')));
    // grep ends with 2 if a key does not exist; the others are printed all the same.
    var output =
        commands.run(Command.of("read the settings of " + namespace, namespace.entering(argv)));
    for (var line : output.stdout().lines().toList()) {
      var colon = line.indexOf(':');
      var key = line.substring(SYSCTL_ROOT.length(), colon).replace('/', '.');
      found.put(key, line.substring(colon + 1));
    }
    return found;
  }

  private static List<FdbEntry> fdb(JsonNode entries, ActualNamespace.Links links) {
    var found = new ArrayList<FdbEntry>();
    for (var entry : entries) {
      var mac = MacAddress.parse(entry.path("mac").asText());
      var link = entry.path("ifname").asText();
      var self = IpJson.contains(entry.path("flags"), "self");
      if (self && entry.has("dst") && IpJson.isIpv4(entry.path("dst").asText())) {
        var address = Ipv4Address.parse(entry.path("dst").asText());
        found.add(new FdbEntry.OnTunnel(mac, link, new TunnelEnd(address, port(entry, links))));
      } else if (!self && entry.has("master") && "static".equals(entry.path("state").asText())) {
        found.add(new FdbEntry.OnBridge(mac, link));
      }
    }
    return found;
  }

  /// Where a frame is sent to: said only where it is not the port that the tunnel itself has.
  private static int port(JsonNode entry, ActualNamespace.Links links) {
    if (entry.has("port")) {
      return entry.path("port").asInt();
    }
    return links
        .find(entry.path("ifname").asText())
        .map(ActualLink::tunnel)
        .map(ActualLink.Tunnel::port)
        .orElse(0);
  }

  private static List<Neighbour> neighbours(JsonNode entries) {
    var found = new ArrayList<Neighbour>();
    for (var entry : entries) {
      var address = entry.path("dst").asText();
      if (entry.has("lladdr") && IpJson.contains(entry.path("state"), "PERMANENT")) {
        found.add(
            new Neighbour(
                IpAddress.parse(address),
                entry.path("dev").asText(),
                MacAddress.parse(entry.path("lladdr").asText())));
      }
    }
    return found;
  }
}
