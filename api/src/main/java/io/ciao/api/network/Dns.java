package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Name service of a tenant network.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Dns(@Nullable String domain, @Nullable List<String> nameServers) {

  public Dns {
    nameServers = Copies.of(nameServers);
  }

  @Override
  public List<String> nameServers() {
    return nameServers == null ? List.of() : nameServers;
  }
}
