package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.PortTarget;

/// The interface of one instance, and what it is to be plugged into.
public record PortRequest(String uid, Nic nic, PortTarget target) {

  /// The Concentrator of the subnet that it is in.
  ObjectKey subnet() {
    return subnet(nic.concentrator());
  }

  static ObjectKey subnet(String namespaceAndName) {
    var slash = namespaceAndName.indexOf('/');
    return new ObjectKey(
        namespaceAndName.substring(0, slash), namespaceAndName.substring(slash + 1));
  }
}
