package io.ciao.api.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Connections that are allowed; what is absent fits everything.
///
/// @param protocol `any`, `tcp`, `udp` or `icmp`
/// @param ports single ones and ranges: `22`, `8000-8080`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecurityRule(
    @Nullable String protocol, @Nullable List<String> ports, @Nullable List<SecurityPeer> peers) {
  public SecurityRule {
    ports = Copies.of(ports);
    peers = Copies.of(peers);
  }

  @Override
  public List<String> ports() {
    return ports == null ? List.of() : ports;
  }

  @Override
  public List<SecurityPeer> peers() {
    return peers == null ? List.of() : peers;
  }
}
