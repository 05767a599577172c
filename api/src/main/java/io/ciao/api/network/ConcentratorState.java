package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a concentrator really has, read from the kernel and from its DHCP server when it was asked
/// for. Served by `GET concentrators/NAME/state`, stored nowhere.
///
/// @param nodeName the node that answers
/// @param agentVersion of the cnci-agent there
/// @param namespace its network namespace on that node
/// @param dnsmasqPid process of its DHCP and DNS server; null while there is none
/// @param leases addresses that it gives, one for each member, and others that it has given before
/// @param tunnels where members are behind its tunnel
/// @param forwards for ssh, by ascending port
/// @param externalIPs that lead to members
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConcentratorState(
    String nodeName,
    String agentVersion,
    String namespace,
    @Nullable Long dnsmasqPid,
    @Nullable List<Lease> leases,
    @Nullable List<Tunnel> tunnels,
    @Nullable List<Forward> forwards,
    @Nullable List<ExternalAddress> externalIPs) {
  /// An address and who has it.
  ///
  /// @param instance null if none of the members has it
  /// @param expires when the guest has to ask again, RFC 3339; null: it has not asked yet, as
  ///   containers never do
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Lease(
      String address, String mac, @Nullable String instance, @Nullable String expires) {}

  /// A node that the tunnel leads to.
  ///
  /// @param vtep its tunnel address
  /// @param port UDP
  /// @param floods whether it gets what goes to everybody
  /// @param instances those there, as the forwarding entries have it
  public record Tunnel(String vtep, int port, boolean floods, @Nullable List<String> instances) {
    public Tunnel {
      instances = Copies.of(instances);
    }

    @Override
    public List<String> instances() {
      return instances == null ? List.of() : instances;
    }
  }

  /// An outside port that leads to an instance's port 22.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Forward(int port, String address, @Nullable String instance) {}

  /// An external address that leads to an instance.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ExternalAddress(String external, String address, @Nullable String instance) {}

  public ConcentratorState {
    leases = Copies.of(leases);
    tunnels = Copies.of(tunnels);
    forwards = Copies.of(forwards);
    externalIPs = Copies.of(externalIPs);
  }

  @Override
  public List<Lease> leases() {
    return leases == null ? List.of() : leases;
  }

  @Override
  public List<Tunnel> tunnels() {
    return tunnels == null ? List.of() : tunnels;
  }

  @Override
  public List<Forward> forwards() {
    return forwards == null ? List.of() : forwards;
  }

  @Override
  public List<ExternalAddress> externalIPs() {
    return externalIPs == null ? List.of() : externalIPs;
  }
}
