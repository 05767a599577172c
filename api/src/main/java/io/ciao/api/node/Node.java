package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// A machine of the cluster. Its uid is the UUID of its agent's certificate.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Node(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    NodeSpec spec,
    @Nullable NodeStatus status) {

  public static final String KIND = "Node";
  public static final String RESOURCE = "nodes";

  public Node {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? NodeSpec.EMPTY : spec;
    status = status == null ? NodeStatus.EMPTY : status;
  }

  @Override
  public NodeStatus status() {
    return status == null ? NodeStatus.EMPTY : status;
  }
}
