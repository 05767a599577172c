package io.ciao.api.instanceset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// N instances of one template, named `NAME-0`, `NAME-1` and so on.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceSet(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    InstanceSetSpec spec,
    @Nullable InstanceSetStatus status) {

  public static final String KIND = "InstanceSet";
  public static final String RESOURCE = "instancesets";

  /// On every instance of a set that has no selector of its own: the set's name.
  public static final String SET_LABEL = "ciao.io/instance-set";

  /// On every instance of a set: which template it was made from.
  public static final String HASH_LABEL = "ciao.io/template-hash";

  public InstanceSet {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? InstanceSetSpec.EMPTY : spec;
  }

  @Override
  public InstanceSetStatus status() {
    return status == null ? InstanceSetStatus.EMPTY : status;
  }
}
