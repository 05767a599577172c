package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The node that runs an instance. `epoch` is the resourceVersion that the bind replaced: strictly
/// growing per uid, compared only within one uid (design section 4).
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Binding(
    String nodeName,
    String nodeUID,
    long epoch,
    @Nullable Boolean releasing,
    @Nullable Instant boundAt) {

  /// Whether the node was told to let go.
  public boolean isReleasing() {
    return Boolean.TRUE.equals(releasing);
  }
}
