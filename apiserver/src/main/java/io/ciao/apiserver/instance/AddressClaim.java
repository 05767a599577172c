package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.SystemKeys;

/// The key that makes an address of a tenant network one instance's. Made by the first bind,
/// removed with the instance.
public final class AddressClaim {
  private static final String SET = "instance-address";

  private AddressClaim() {}

  /// The key of an address.
  ///
  /// @param address in the network that the instance names
  public static String key(JsonNode instance, String address) {
    String network = instance.path("spec").path("network").path("name").asText("default");
    return SystemKeys.unique(SET, ObjectTree.namespace(instance) + "." + network, address);
  }
}
