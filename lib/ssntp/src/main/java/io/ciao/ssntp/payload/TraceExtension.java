package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// What ciao adds to TraceReport: the wish to follow a server's frame log, or one line of it.
///
/// @param follow to a server: from now on, each frame that crosses it is to be told
/// @param last to a server: so many frames before them too, as far as it keeps them
/// @param crossing to a follower: how the report's frame crossed the server
public record TraceExtension(boolean follow, int last, @Nullable Crossing crossing) {

  /// The wish to follow.
  public static TraceExtension follow(int last) {
    return new TraceExtension(true, last, null);
  }

  /// A line.
  public static TraceExtension crossed(Crossing crossing) {
    return new TraceExtension(false, 0, crossing);
  }

  /// How a frame crossed a server.
  ///
  /// @param direction `in` or `out`, as the server sees it
  /// @param peer the name in its peer's certificate, or the peer's UUID
  /// @param payloadBytes the payload's length
  /// @param dropped how many frames before this one are not told, because the follower took too
  ///   little
  public record Crossing(String direction, String peer, int payloadBytes, long dropped) {}

  static @Nullable TraceExtension read(Fields parent) {
    if (!parent.has(StartExtension.KEY)) {
      return null;
    }
    var fields = parent.child(StartExtension.KEY);
    var crossing =
        fields.has("direction")
            ? new Crossing(
                fields.text("direction"),
                fields.text("peer"),
                fields.integer("payload_bytes", 0),
                fields.number("dropped", 0))
            : null;
    return new TraceExtension(fields.flag("follow"), fields.integer("last", 0), crossing);
  }

  void write(ObjectNode parent) {
    var tree = parent.putObject(StartExtension.KEY);
    if (follow) {
      tree.put("follow", true).put("last", last);
    }
    if (crossing != null) {
      tree.put("direction", crossing.direction)
          .put("peer", crossing.peer)
          .put("payload_bytes", crossing.payloadBytes)
          .put("dropped", crossing.dropped);
    }
  }
}
