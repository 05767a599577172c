package io.ciao.api.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where an instance may run; null means anywhere.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Placement(
    @Nullable String nodeName,
    @Nullable String hostName,
    @Nullable Map<String, String> nodeSelector) {

  public Placement {
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
  }

  @Override
  public Map<String, String> nodeSelector() {
    return nodeSelector == null ? Map.of() : nodeSelector;
  }
}
