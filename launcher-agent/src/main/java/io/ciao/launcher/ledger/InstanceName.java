package io.ciao.launcher.ledger;

import io.ciao.api.instance.batch.InstanceRef;

/// Which instance is meant: the uid decides, namespace and name are for people and for requests.
/// Both are empty for a copy that was found on this machine and about which nothing else is known.
public record InstanceName(String uid, String namespace, String name) {

  /// As requests name it.
  public InstanceRef ref() {
    return new InstanceRef(namespace, name, uid);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? uid : namespace + "/" + name;
  }
}
