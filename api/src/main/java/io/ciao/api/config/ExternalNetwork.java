package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The network outside that network nodes lead to.
///
/// @param gateway its router; null where a lease says it
/// @param range addresses that concentrators take; null where the site's DHCP gives them
/// @param nameServers where names are looked up that no TenantNetwork has servers for
/// @param vlan null if it is untagged
/// @param uplink `veth` or `macvlan`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalNetwork(
    String name,
    String cidr,
    @Nullable String gateway,
    @Nullable AddressRange range,
    @Nullable Boolean dhcp,
    @Nullable List<String> nameServers,
    @Nullable Integer vlan,
    @Nullable String uplink) {
  public ExternalNetwork {
    nameServers = Copies.of(nameServers);
  }

  @Override
  public List<String> nameServers() {
    return nameServers == null ? List.of() : nameServers;
  }
}
