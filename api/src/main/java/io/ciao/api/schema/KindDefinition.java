package io.ciao.api.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A kind as its CRD file describes it. Immutable.
///
/// @param columns may be empty: then a table has name and age
/// @param body the long part, read when it is asked for
public record KindDefinition(
    KindNames names,
    Scope scope,
    Subresources subresources,
    List<PrinterColumn> columns,
    KindRules rules,
    KindBody body) {
  public KindDefinition {
    columns = List.copyOf(columns);
  }

  /// Of whole objects, `metadata` included.
  public Schema schema() {
    return body.schema();
  }

  /// The CRD as it was read; every call gives a copy of its own.
  public ObjectNode source() {
    return body.source();
  }

  public GroupVersion groupVersion() {
    return names.groupVersion();
  }

  /// `ciao.io`; empty for core kinds.
  public String group() {
    return names.groupVersion().group();
  }

  public String version() {
    return names.groupVersion().version();
  }

  /// `ciao.io/v1`.
  public String apiVersion() {
    return names.groupVersion().toString();
  }

  public String kind() {
    return names.kind();
  }

  public String plural() {
    return names.plural();
  }

  public boolean namespaced() {
    return scope == Scope.NAMESPACED;
  }

  public boolean hasStatus() {
    return subresources.status();
  }

  /// The resource with its group, as error messages name it: `instances.ciao.io`, `events`.
  public String groupResource() {
    return group().isEmpty() ? plural() : plural() + "." + group();
  }

  /// The kind with its group: `Instance.ciao.io`, `Event`.
  public String groupKind() {
    return group().isEmpty() ? kind() : kind() + "." + group();
  }

  public String description() {
    return schema().description();
  }
}
