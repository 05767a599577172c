package io.ciao.api.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values that programs read.
///
/// @param binaryData in base64, by key
/// @param immutable whether the values may never change again
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigMap(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    @Nullable Map<String, String> data,
    @Nullable Map<String, String> binaryData,
    @Nullable Boolean immutable) {

  public static final String KIND = "ConfigMap";
  public static final String RESOURCE = "configmaps";

  public ConfigMap {
    apiVersion = "v1";
    kind = KIND;
    data = data == null ? null : Map.copyOf(data);
    binaryData = binaryData == null ? null : Map.copyOf(binaryData);
  }

  @Override
  public Map<String, String> data() {
    return data == null ? Map.of() : data;
  }

  @Override
  public Map<String, String> binaryData() {
    return binaryData == null ? Map.of() : binaryData;
  }
}
