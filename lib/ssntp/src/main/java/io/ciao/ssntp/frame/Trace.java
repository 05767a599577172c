package io.ciao.ssntp.frame;

import io.ciao.ssntp.gob.GobTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a traced frame carries: a label and, for a path trace, who handled it when.
///
/// @param label names what is traced; arbitrary bytes
/// @param start when the traced work began, by its sender; null: not said
/// @param end when it ended, by the last receiver; null: not yet
/// @param pathTraced whether handlers add themselves to the path (bit 7 of the major version)
/// @param path who handled the frame, in order: the first only sent it, the last only received it
public record Trace(
    Bytes label,
    @Nullable GobTime start,
    @Nullable GobTime end,
    boolean pathTraced,
    List<Hop> path) {

  /// The path's length travels in one byte; further handlers are left out.
  public static final int PATH_MAX = 255;

  /// One handler of a traced frame.
  ///
  /// @param node its UUID
  /// @param roles its roles
  /// @param sent when it sent the frame; null: it did not
  /// @param received when it received the frame; null: it made it
  public record Hop(UUID node, Roles roles, @Nullable GobTime sent, @Nullable GobTime received) {}

  /// Copies the path.
  public Trace {
    path = List.copyOf(path);
  }

  /// A label without a path.
  public static Trace labelled(Bytes label) {
    return new Trace(label, null, null, false, List.of());
  }

  /// A path trace that begins now.
  public static Trace path(Bytes label, Instant start) {
    return new Trace(label, GobTime.utc(start), null, true, List.of());
  }

  /// The trace after an endpoint has received the frame; unchanged without a path.
  public Trace receivedBy(UUID node, Roles roles, Instant when) {
    if (!pathTraced || path.size() >= PATH_MAX) {
      return this;
    }
    return withHop(new Hop(node, roles, null, GobTime.utc(when)));
  }

  /// The trace as an endpoint sends the frame; unchanged without a path. A forwarder completes the
  /// hop that it added on receiving.
  public Trace sentBy(UUID node, Roles roles, Instant when) {
    if (!pathTraced) {
      return this;
    }
    var last = path.isEmpty() ? null : path.getLast();
    if (last != null && last.node().equals(node) && last.sent() == null) {
      var hops = new ArrayList<>(path);
      hops.set(hops.size() - 1, new Hop(node, last.roles(), GobTime.utc(when), last.received()));
      return new Trace(label, start, end, true, hops);
    }
    return path.size() >= PATH_MAX ? this : withHop(new Hop(node, roles, GobTime.utc(when), null));
  }

  /// The trace closed by its last receiver.
  public Trace endedAt(Instant when) {
    return new Trace(label, start, GobTime.utc(when), pathTraced, path);
  }

  /// From the first hop's sending to the last hop's receiving; empty: not path traced, or not
  /// arrived.
  public Optional<Duration> duration() {
    if (!pathTraced || path.isEmpty()) {
      return Optional.empty();
    }
    var sent = path.getFirst().sent();
    var received = path.getLast().received();
    return sent == null || received == null
        ? Optional.empty()
        : Optional.of(Duration.between(sent.instant(), received.instant()));
  }

  private Trace withHop(Hop hop) {
    var hops = new ArrayList<>(path);
    hops.add(hop);
    return new Trace(label, start, end, pathTraced, hops);
  }
}
