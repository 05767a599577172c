package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The address space of a tenant, cut into subnets.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantNetwork(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    TenantNetworkSpec spec,
    @Nullable TenantNetworkStatus status) {

  public static final String KIND = "TenantNetwork";
  public static final String RESOURCE = "tenantnetworks";

  private static final String DEFAULT_CIDR = "172.16.0.0/16";
  private static final int DEFAULT_SUBNET_PREFIX_LENGTH = 24;

  public TenantNetwork {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? TenantNetworkSpec.EMPTY : spec;
    status = status == null ? TenantNetworkStatus.EMPTY : status;
  }

  @Override
  public TenantNetworkStatus status() {
    return status == null ? TenantNetworkStatus.EMPTY : status;
  }

  /// The first of its subnets that is not allocated; empty: all are.
  public Optional<Ipv4Subnet> nextSubnet() {
    var whole = whole();
    var taken = status().subnets().stream().map(Subnet::cidr).collect(Collectors.toSet());
    return LongStream.range(0, whole.subnets(subnetLength()))
        .mapToObj(i -> whole.subnet(subnetLength(), i))
        .filter(subnet -> !taken.contains(subnet.toString()))
        .findFirst();
  }

  /// The subnet that an address lies in, allocated or not; empty: it is not in the network.
  public Optional<Ipv4Subnet> subnetOf(Ipv4Address address) {
    return whole().contains(address)
        ? Optional.of(Ipv4Subnet.containing(address, subnetLength()))
        : Optional.empty();
  }

  private Ipv4Subnet whole() {
    var cidr = spec.cidr();
    return Ipv4Subnet.parse(cidr == null ? DEFAULT_CIDR : cidr);
  }

  private int subnetLength() {
    var wanted = spec.subnetPrefixLength();
    return Math.max(wanted == null ? DEFAULT_SUBNET_PREFIX_LENGTH : wanted, whole().prefixLength());
  }
}
