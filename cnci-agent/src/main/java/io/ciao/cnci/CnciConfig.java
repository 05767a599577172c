package io.ciao.cnci;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.cnci.concentrator.ConcentratorHost;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.program.Flag;
import io.ciao.program.Flags;
import io.ciao.program.Given;
import io.ciao.ssntp.transport.HostPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// How a cnci-agent is run.
///
/// @param directory its state, absolute
/// @param tls directory with `ca.pem`, `cert.pem` and `key.pem`
/// @param apiservers at least one
/// @param schedulers where concentrators speak SSNTP; empty: nowhere
/// @param listen for apiservers; port 0 takes a free one
record CnciConfig(
    Path directory,
    Path tls,
    List<URI> apiservers,
    List<HostPort> schedulers,
    ConcentratorHost host,
    HostPort listen) {
  /// What leaves room in a namespace's name for the rest of it.
  private static final int PREFIX_LENGTH_MAX = 40;

  /// The launcher's is one below.
  private static final int AGENT_PORT = 10_251;

  private static final Flag<Path> DIR =
      Flag.path("dir", "DIR", "directory for state; made if it does not exist").asNeeded();
  private static final Flag<Path> TLS =
      Flag.path("tls", "DIR", "directory with ca.pem, cert.pem and key.pem of this agent")
          .asNeeded();
  private static final Flag<String> NODE =
      Flag.text("node", "NAME", "the network node that it runs on").asNeeded();
  private static final Flag<URI> APISERVER =
      Flag.https("apiserver", "URL", "https://HOST:PORT of an apiserver").asNeeded().asRepeated();
  private static final Flag<HostPort> SCHEDULER =
      Flag.of(
              "scheduler",
              "HOST:PORT",
              "a scheduler, to which each concentrator speaks SSNTP; without a port it is 8888",
              HostPort::parse)
          .asRepeated();
  private static final Flag<Ipv4Address> ADDRESS =
      Flag.of("address", "IP", "the node's underlay address, which tunnels use", Ipv4Address::parse)
          .asNeeded();
  private static final Flag<String> UPLINK_BRIDGE =
      Flag.of(
              "uplink-bridge",
              "LINK",
              "bridge of this namespace that has the way out as a port",
              LinkNames::require)
          .asNeeded();
  private static final Flag<String> NETNS_PREFIX =
      Flag.of(
              "netns-prefix",
              "PREFIX",
              "first part of the names of the namespaces that it makes",
              CnciConfig::prefix)
          .asNeeded();
  private static final Flag<Ipv4Prefix> MANAGEMENT =
      Flag.of("management", "CIDR", "network that tenants must not reach", Ipv4Prefix::parse)
          .asRepeated();

  private static final Flag<HostPort> LISTEN =
      Flag.of(
          "listen",
          "HOST[:PORT]",
          "where logs and states are served to apiservers (default --address and "
              + AGENT_PORT
              + ")",
          text -> HostPort.parse(text, AGENT_PORT));

  static final Flags FLAGS =
      Flags.of(
          "ciao-cnci-agent",
          "Serves the concentrators of this network node: gateways, DHCP, names, NAT.",
          List.of(
              DIR,
              TLS,
              NODE,
              APISERVER,
              SCHEDULER,
              ADDRESS,
              UPLINK_BRIDGE,
              NETNS_PREFIX,
              MANAGEMENT,
              LISTEN));

  CnciConfig {
    apiservers = List.copyOf(apiservers);
    schedulers = List.copyOf(schedulers);
  }

  static CnciConfig of(Given given) {
    var directory = given.get(DIR).toAbsolutePath().normalize();
    var host =
        new ConcentratorHost(
            given.get(NODE),
            NetNamespace.CURRENT,
            given.get(ADDRESS),
            given.get(UPLINK_BRIDGE),
            given.get(NETNS_PREFIX),
            given.all(MANAGEMENT),
            directory);
    return new CnciConfig(
        directory,
        given.get(TLS),
        given.all(APISERVER),
        given.all(SCHEDULER),
        host,
        given.find(LISTEN).orElse(new HostPort(host.address().toString(), AGENT_PORT)));
  }

  private static String prefix(String text) {
    if (text.length() > PREFIX_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "\"%s\" has %d characters; at most %d are needed"
              .formatted(text, text.length(), PREFIX_LENGTH_MAX));
    }
    return new NetNamespace.Named(text).name();
  }
}
