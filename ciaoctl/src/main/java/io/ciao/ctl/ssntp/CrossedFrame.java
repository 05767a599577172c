package io.ciao.ctl.ssntp;

import io.ciao.api.codec.Json;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.TraceExtension.Crossing;
import io.ciao.ssntp.payload.TraceReport;
import io.ciao.ssntp.payload.TraceReport.TracedFrame;
import java.util.Optional;

/// One frame that crossed a scheduler, as its log tells it.
///
/// @param frame what, and when: its start
/// @param crossing which way, and how many before it are not told
record CrossedFrame(TracedFrame frame, Crossing crossing) {
  private static final String COLUMNS = "%-24s  %-3s  %-20s  %-42s  %8s  %s";

  static final String HEADER =
      COLUMNS.formatted("TIME", "WAY", "PEER", "FRAME", "BYTES", "LABEL").strip();

  /// Reads a frame from a scheduler; empty: it is no line of its log.
  static Optional<CrossedFrame> read(TrafficFrame frame) {
    if (frame instanceof EventFrame event
        && event.event() == Event.TRACE_REPORT
        && TraceReport.parse(event.payload()) instanceof Parsed<TraceReport>(var report)
        && report.ciao() != null
        && report.ciao().crossing() != null
        && !report.frames().isEmpty()) {
      return Optional.of(new CrossedFrame(report.frames().getFirst(), report.ciao().crossing()));
    }
    return Optional.empty();
  }

  /// For people: under the header.
  String line() {
    return COLUMNS
        .formatted(
            milliseconds(frame.start()),
            crossing.direction(),
            crossing.peer(),
            frame.type() + " " + frame.operand(),
            crossing.payloadBytes(),
            frame.label())
        .stripTrailing();
  }

  /// `2026-01-02T03:04:05.123456789Z` to milliseconds.
  private static String milliseconds(String time) {
    var dot = time.indexOf('.');
    var seconds = dot < 0 ? time.replace("Z", "") : time.substring(0, dot);
    var fraction = dot < 0 ? "" : time.substring(dot + 1).replace("Z", "");
    return seconds + "." + (fraction + "000").substring(0, 3) + "Z";
  }

  /// For programs: one JSON object.
  String json() {
    var tree = Json.object();
    tree.put("time", frame.start());
    tree.put("direction", crossing.direction());
    tree.put("peer", crossing.peer());
    tree.put("type", frame.type());
    tree.put("operand", frame.operand());
    tree.put("payloadBytes", crossing.payloadBytes());
    tree.put("label", frame.label());
    tree.put("dropped", crossing.dropped());
    return tree.toString();
  }
}
