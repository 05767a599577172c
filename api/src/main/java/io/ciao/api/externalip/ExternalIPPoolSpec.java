package io.ciao.api.externalip;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The addresses and who may take them.
///
/// @param ranges blocks, ranges (`198.51.100.20-198.51.100.29`) and single addresses
/// @param announce `ARP` or `Route`
/// @param tenants empty for all
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalIPPoolSpec(
    @Nullable List<String> ranges, @Nullable String announce, @Nullable List<String> tenants) {
  public static final ExternalIPPoolSpec EMPTY = new ExternalIPPoolSpec(null, null, null);

  public ExternalIPPoolSpec {
    ranges = Copies.of(ranges);
    tenants = Copies.of(tenants);
  }

  @Override
  public List<String> ranges() {
    return ranges == null ? List.of() : ranges;
  }

  @Override
  public List<String> tenants() {
    return tenants == null ? List.of() : tenants;
  }
}
