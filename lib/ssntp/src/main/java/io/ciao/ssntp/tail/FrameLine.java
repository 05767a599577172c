package io.ciao.ssntp.tail;

import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.TraceExtension;
import io.ciao.ssntp.payload.TraceExtension.Crossing;
import io.ciao.ssntp.payload.TraceReport;
import io.ciao.ssntp.transport.FrameObserver.Direction;
import io.ciao.ssntp.transport.SsntpSession;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One line of a frame log: a frame without its payload.
///
/// @param at when it came, or was queued to go
/// @param peer whom it came from or goes to: the name in its certificate, or its UUID
/// @param label what is traced, its first 1024 characters; empty: it is not traced
public record FrameLine(
    Instant at,
    Direction direction,
    String peer,
    int type,
    int operand,
    int payloadBytes,
    String label) {

  /// A peer may label with 4096 bytes, and thousands of lines are kept.
  private static final int LABEL_MAX = 1024;

  static FrameLine of(Instant at, Direction direction, SsntpSession session, TrafficFrame frame) {
    return new FrameLine(
        at,
        direction,
        name(session),
        frame.typeCode(),
        frame.operandCode(),
        frame.payload().length(),
        label(frame.trace()));
  }

  private static String label(@Nullable Trace trace) {
    var label = trace == null ? "" : trace.label().utf8();
    return label.length() > LABEL_MAX ? label.substring(0, LABEL_MAX) : label;
  }

  private static String name(SsntpSession session) {
    var certificate = session.certificate();
    var name = certificate.nodeName().orElse(certificate.commonName());
    return name.isEmpty() ? session.uuid().toString() : name;
  }

  /// The line as a follower gets it.
  ///
  /// @param dropped how many lines before it the follower does not get
  TraceReport report(long dropped) {
    var way = direction.name().toLowerCase(Locale.ROOT);
    return new TraceReport(
        List.of(TraceReport.crossed(type, operand, at, label)),
        TraceExtension.crossed(new Crossing(way, peer, payloadBytes, dropped)));
  }
}
