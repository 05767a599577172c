package io.ciao.launcher.ledger;

/// Which instance is meant: the uid decides, namespace and name are for people and for requests.
/// Both are empty for a copy that was found on this machine and about which nothing else is known.
public record InstanceName(String uid, String namespace, String name) {

  @Override
  public String toString() {
    return name.isEmpty() ? uid : namespace + "/" + name;
  }
}
