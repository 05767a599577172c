package io.ciao.api.instanceset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Labels and annotations of every instance of a set.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TemplateMetadata(
    @Nullable Map<String, String> labels, @Nullable Map<String, String> annotations) {

  static final TemplateMetadata EMPTY = new TemplateMetadata(null, null);

  public TemplateMetadata {
    labels = labels == null ? Map.of() : Map.copyOf(labels);
    annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
  }

  @Override
  public Map<String, String> labels() {
    return labels == null ? Map.of() : labels;
  }

  @Override
  public Map<String, String> annotations() {
    return annotations == null ? Map.of() : annotations;
  }
}
