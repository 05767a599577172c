package io.ciao.api.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A spec that differs from another one in some fields. What network and subnet it is of, and the
/// subnet's VNI, never change. Not for several threads.
public final class ConcentratorChange {
  private final ConcentratorSpec before;
  private @Nullable String subnet6;
  private int mtu;
  private String topology;
  private @Nullable String form;
  private List<String> nodeNames;
  private String outsideAddress;
  private String outsideGateway;
  private Gateway gateway;
  private Dns dns;
  private List<NetworkMember> members;
  private List<String> fenced;
  private List<String> networkCIDRs;
  private @Nullable Transit transit;
  private List<MappedAddress> externalIPs;
  private List<TunnelPeer> tunnels;

  ConcentratorChange(ConcentratorSpec before) {
    this.before = before;
    subnet6 = before.subnet6();
    mtu = before.mtu();
    topology = before.topology();
    form = before.form();
    nodeNames = before.nodeNames();
    outsideAddress = before.outsideAddress();
    outsideGateway = before.outsideGateway();
    gateway = before.gateway();
    dns = before.dns();
    members = before.members();
    fenced = before.fenced();
    networkCIDRs = before.networkCIDRs();
    transit = before.transit();
    externalIPs = before.externalIPs();
    tunnels = before.tunnels();
  }

  public ConcentratorChange subnet6(@Nullable String value) {
    subnet6 = value;
    return this;
  }

  public ConcentratorChange mtu(int value) {
    mtu = value;
    return this;
  }

  public ConcentratorChange topology(String value) {
    topology = value;
    return this;
  }

  public ConcentratorChange form(@Nullable String value) {
    form = value;
    return this;
  }

  public ConcentratorChange nodeNames(List<String> value) {
    nodeNames = value;
    return this;
  }

  public ConcentratorChange outsideAddress(String value) {
    outsideAddress = value;
    return this;
  }

  public ConcentratorChange outsideGateway(String value) {
    outsideGateway = value;
    return this;
  }

  public ConcentratorChange gateway(Gateway value) {
    gateway = value;
    return this;
  }

  public ConcentratorChange dns(Dns value) {
    dns = value;
    return this;
  }

  public ConcentratorChange members(List<NetworkMember> value) {
    members = value;
    return this;
  }

  public ConcentratorChange fenced(List<String> value) {
    fenced = value;
    return this;
  }

  public ConcentratorChange networkCIDRs(List<String> value) {
    networkCIDRs = value;
    return this;
  }

  public ConcentratorChange transit(@Nullable Transit value) {
    transit = value;
    return this;
  }

  public ConcentratorChange externalIPs(List<MappedAddress> value) {
    externalIPs = value;
    return this;
  }

  public ConcentratorChange tunnels(List<TunnelPeer> value) {
    tunnels = value;
    return this;
  }

  /// The spec with what was said.
  public ConcentratorSpec made() {
    return new ConcentratorSpec(
        before.tenantNetwork(),
        before.subnet(),
        subnet6,
        before.vni(),
        mtu,
        topology,
        form,
        nodeNames,
        outsideAddress,
        outsideGateway,
        gateway,
        dns,
        members,
        fenced,
        networkCIDRs,
        transit,
        externalIPs,
        tunnels);
  }
}
