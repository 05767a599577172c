package io.ciao.api.meta;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Metadata of a resource, in the shape that the Kubernetes API conventions give it.
///
/// `namespace` is null for cluster-scoped kinds; `uid`, `resourceVersion` and `creationTimestamp`
/// are null before the first write. `deletionTimestamp` says that deletion was asked for and
/// finalizers are still awaited.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ObjectMeta(
    @Nullable String name,
    @Nullable String generateName,
    @Nullable String namespace,
    @Nullable String uid,
    @Nullable String resourceVersion,
    @Nullable Long generation,
    @Nullable Map<String, String> labels,
    @Nullable Map<String, String> annotations,
    @Nullable List<String> finalizers,
    @Nullable List<OwnerReference> ownerReferences,
    @Nullable Instant creationTimestamp,
    @Nullable Instant deletionTimestamp) {

  public ObjectMeta {
    labels = labels == null ? Map.of() : Map.copyOf(labels);
    annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    finalizers = finalizers == null ? List.of() : List.copyOf(finalizers);
    ownerReferences = ownerReferences == null ? List.of() : List.copyOf(ownerReferences);
  }

  /// Metadata of a new object. `namespace` is null for a cluster-scoped kind.
  public static ObjectMeta named(@Nullable String namespace, String name) {
    return new ObjectMeta(
        name, null, namespace, null, null, null, null, null, null, null, null, null);
  }

  /// The name; an object that was read from the API always has one.
  @JsonIgnore
  public String requireName() {
    return present("name", name);
  }

  /// The uid; an object that was read from the API always has one.
  @JsonIgnore
  public String requireUid() {
    return present("uid", uid);
  }

  /// The resource version as a number that grows with every write; 0 before the first one.
  @JsonIgnore
  public long version() {
    return resourceVersion == null ? 0 : Long.parseLong(resourceVersion);
  }

  /// The generation, which grows with every change of the spec; 0 before the first write.
  @JsonIgnore
  public long generationOrZero() {
    return generation == null ? 0 : generation;
  }

  /// Whether deletion was asked for.
  @JsonIgnore
  public boolean deleting() {
    return deletionTimestamp != null;
  }

  @Override
  public Map<String, String> labels() {
    return labels == null ? Map.of() : labels;
  }

  @Override
  public Map<String, String> annotations() {
    return annotations == null ? Map.of() : annotations;
  }

  @Override
  public List<String> finalizers() {
    return finalizers == null ? List.of() : finalizers;
  }

  @Override
  public List<OwnerReference> ownerReferences() {
    return ownerReferences == null ? List.of() : ownerReferences;
  }

  private static String present(String field, @Nullable String value) {
    if (value == null) {
      throw new IllegalStateException(
          "metadata." + field + " is needed but absent: the object was never stored");
    }
    return value;
  }
}
