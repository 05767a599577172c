package io.ciao.scheduler.ssntp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectMeta;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What one connection has carried: whole objects by uid and version, and for each instance what
/// its last START was made from. An object that the peer already has is only named. Safe for many
/// threads.
final class CarriedObjects {
  private final Map<String, String> versions = new HashMap<>();
  private final Map<String, String> starts = new HashMap<>();
  private final Map<String, Long> deletes = new HashMap<>();

  /// Whether a START made from this is news for the peer; if so it counts as sent.
  synchronized boolean startIsNew(String uid, String madeFrom) {
    return !madeFrom.equals(starts.put(uid, madeFrom));
  }

  /// The START was not sent after all.
  synchronized void forgetStart(String uid) {
    starts.remove(uid);
  }

  /// Whether a DELETE at this epoch is news for the peer; if so it counts as sent.
  synchronized boolean deleteIsNew(String uid, long epoch) {
    starts.remove(uid);
    var before = deletes.put(uid, epoch);
    return before == null || before != epoch;
  }

  /// Nothing more is said about an instance that is gone.
  synchronized void forget(String uid) {
    starts.remove(uid);
    deletes.remove(uid);
  }

  /// The object as it is to be sent: whole the first time that `mark` is seen, afterwards only
  /// named.
  ///
  /// @param mark changes whenever the peer needs the object anew; the version where every change
  ///   counts
  synchronized ObjectNode carry(Header header, String mark, Supplier<ObjectNode> whole) {
    var uid = header.metadata().requireUid();
    var sent = versions.get(uid);
    if (sent != null && sent.startsWith(mark + " ")) {
      return header.named(sent.substring(mark.length() + 1));
    }
    versions.put(uid, mark + " " + header.metadata().version());
    return whole.get();
  }

  /// What names an object.
  record Header(String kind, ObjectMeta metadata) {

    ObjectNode named(String version) {
      var tree = Json.object();
      tree.put("apiVersion", "ciao.io/v1").put("kind", kind);
      var meta = tree.putObject("metadata");
      meta.put("namespace", metadata.namespace());
      meta.put("name", metadata.requireName());
      meta.put("uid", metadata.requireUid());
      meta.put("resourceVersion", version);
      return tree;
    }
  }
}
