package io.ciao.api.schema;

/// Whether objects of a kind belong to a tenant.
public enum Scope {
  CLUSTER("Cluster"),
  NAMESPACED("Namespaced");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /// As CRDs and discovery write it.
  public String text() {
    return text;
  }
}
