package io.ciao.scheduler.place;

import io.ciao.api.instance.batch.InstanceRef;

/// An instance that has a node.
///
/// @param epoch of its binding
/// @param node the node's name
/// @param priority only ones of a higher priority may take its place
public record Resident(
    InstanceRef instance, long epoch, String node, int priority, State state, Request request) {

  /// Whether its room can become free.
  public enum State {
    /// Not for another's sake.
    STAYS,
    /// If it has to give way: it is started afresh elsewhere, as after the loss of its node.
    MOVABLE,
    /// Its node was told to let go.
    LEAVING
  }

  /// One that stays whatever comes.
  public Resident(String uid, String node, Request request) {
    this(
        new InstanceRef(request.tenant(), uid, uid),
        0,
        node,
        Integer.MAX_VALUE,
        State.STAYS,
        request);
  }
}
