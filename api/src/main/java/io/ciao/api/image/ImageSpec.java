package io.ciao.api.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Source and format (`qcow2`, `raw`, `docker`) of an image.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageSpec(
    @Nullable String visibility, @Nullable String format, @Nullable ImageSource source) {

  public static final ImageSpec EMPTY = new ImageSpec(null, null, null);

  /// Whether other tenants may use it.
  public boolean isPublic() {
    return "public".equals(visibility);
  }
}
