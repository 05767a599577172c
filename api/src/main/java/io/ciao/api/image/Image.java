package io.ciao.api.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.meta.ResourceStatus;
import org.jspecify.annotations.Nullable;

/// An image from which root disks or containers are made.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Image(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    ImageSpec spec,
    @Nullable ResourceStatus status) {

  public static final String KIND = "Image";
  public static final String RESOURCE = "images";

  public Image {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? ImageSpec.EMPTY : spec;
  }

  @Override
  public ResourceStatus status() {
    return status == null ? ResourceStatus.EMPTY : status;
  }
}
