package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The CNCI of one tenant subnet, and who is in that subnet.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Concentrator(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    ConcentratorSpec spec,
    @Nullable ConcentratorStatus status) {

  public static final String KIND = "Concentrator";
  public static final String RESOURCE = "concentrators";

  public Concentrator {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    Objects.requireNonNull(spec, "spec");
    status = status == null ? ConcentratorStatus.EMPTY : status;
  }

  @Override
  public ConcentratorStatus status() {
    return status == null ? ConcentratorStatus.EMPTY : status;
  }

  /// The node that lets go of it when it is deleted: of those that carry it the one that serves,
  /// else the first; empty if none carries it.
  public Optional<String> lastHolder() {
    var nodes = spec.nodeNames();
    return Optional.ofNullable(status().active())
        .map(ActiveConcentrator::nodeName)
        .filter(nodes::contains)
        .or(() -> nodes.stream().findFirst());
  }
}
