package io.ciao.api.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values that only few may read.
///
/// @param data in base64, by key
/// @param stringData for writing only
/// @param immutable whether the values may never change again
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Secret(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    @Nullable Map<String, String> data,
    @Nullable Map<String, String> stringData,
    @Nullable String type,
    @Nullable Boolean immutable) {

  public static final String KIND = "Secret";
  public static final String RESOURCE = "secrets";

  public Secret {
    apiVersion = "v1";
    kind = KIND;
    data = data == null ? null : Map.copyOf(data);
    stringData = stringData == null ? null : Map.copyOf(stringData);
  }

  @Override
  public Map<String, String> data() {
    return data == null ? Map.of() : data;
  }

  @Override
  public Map<String, String> stringData() {
    return stringData == null ? Map.of() : stringData;
  }

  /// Without the values, which belong in no log.
  @Override
  public String toString() {
    return "Secret[" + metadata.namespace() + "/" + metadata.name() + "]";
  }
}
