package io.ciao.api.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;

/// Names in `metadata.finalizers`: whoever sees his own on an object that is being deleted cleans
/// up and takes it off.
public final class Finalizers {
  /// On every Instance: its node has erased it, or it never had a node.
  public static final String NODE = "ciao.io/node";

  /// On every Concentrator: its network node has taken it down.
  public static final String CONCENTRATOR = "ciao.io/concentrator";

  /// On every ExternalIP: no concentrator has its address any more.
  public static final String EXTERNAL_IP = "ciao.io/external-ip";

  private Finalizers() {}

  /// A merge patch that takes one finalizer off the object as it was read; refused if it has
  /// changed since.
  public static ObjectNode without(ObjectMeta read, String finalizer) {
    var patch = Json.object();
    var metadata = patch.putObject("metadata");
    metadata.put("uid", read.requireUid());
    metadata.put("resourceVersion", Long.toString(read.version()));
    var left = metadata.putArray("finalizers");
    read.finalizers().stream().filter(f -> !f.equals(finalizer)).forEach(left::add);
    return patch;
  }
}
