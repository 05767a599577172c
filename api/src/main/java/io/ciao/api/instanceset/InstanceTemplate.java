package io.ciao.api.instanceset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.instance.InstanceSpec;
import org.jspecify.annotations.Nullable;

/// What every instance of a set is made from.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceTemplate(@Nullable TemplateMetadata metadata, InstanceSpec spec) {

  public static final InstanceTemplate EMPTY = new InstanceTemplate(null, InstanceSpec.EMPTY);

  /// No metadata and empty metadata are the same.
  public InstanceTemplate {
    metadata = TemplateMetadata.EMPTY.equals(metadata) ? null : metadata;
    spec = spec == null ? InstanceSpec.EMPTY : spec;
  }

  public TemplateMetadata metadataOrEmpty() {
    return metadata == null ? TemplateMetadata.EMPTY : metadata;
  }
}
