package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.FrameType;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.gob.GobTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A TraceReport event, no root key: which frames arrived, and by which way.
///
/// Times are RFC 3339 with nanoseconds, empty where nothing is known.
///
/// @param frames in the order of their arrival
/// @param ciao null: what an original says
public record TraceReport(List<TracedFrame> frames, @Nullable TraceExtension ciao) {

  /// Copies the list.
  public TraceReport {
    frames = List.copyOf(frames);
  }

  /// As an original says it.
  public TraceReport(List<TracedFrame> frames) {
    this(frames, null);
  }

  /// A frame that arrived.
  ///
  /// @param label names what is traced
  /// @param type the frame's type in words
  /// @param operand its operand in words
  /// @param start when the traced work began
  /// @param end when it was done
  /// @param nodes who handled it, in order
  public record TracedFrame(
      String label, String type, String operand, String start, String end, List<Node> nodes) {

    /// Copies the list.
    public TracedFrame {
      nodes = List.copyOf(nodes);
    }
  }

  /// A handler of a frame.
  ///
  /// @param uuid its UUID
  /// @param role its roles in words
  /// @param sent when it sent the frame
  /// @param received when it received it
  public record Node(String uuid, String role, String sent, String received) {}

  /// What the report says of a frame with its trace. An error's operand is its number, as with the
  /// original.
  public static TracedFrame of(TrafficFrame frame, Trace trace) {
    return new TracedFrame(
        trace.label().utf8(),
        typeText(frame.typeCode()),
        Operand.fromCodes(frame.typeCode(), frame.operandCode())
            .filter(operand -> operand.type() != FrameType.ERROR)
            .map(Operand::text)
            .orElse(Integer.toString(frame.operandCode())),
        text(trace.start()),
        text(trace.end()),
        trace.path().stream()
            .map(
                hop ->
                    new Node(
                        hop.node().toString(),
                        hop.roles().toString(),
                        text(hop.sent()),
                        text(hop.received())))
            .toList());
  }

  /// What a server's log says of a frame that crossed it at that moment, which stands as its start.
  /// Errors have their names too.
  public static TracedFrame crossed(int type, int operand, Instant at, String label) {
    return new TracedFrame(
        label,
        typeText(type),
        Operand.fromCodes(type, operand).map(Operand::text).orElse(Integer.toString(operand)),
        text(GobTime.utc(at)),
        "",
        List.of());
  }

  private static String typeText(int type) {
    return FrameType.fromCode(type).map(FrameType::name).orElse(Integer.toString(type));
  }

  private static String text(@Nullable GobTime time) {
    return time == null
        ? ""
        : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.instant().atOffset(ZoneOffset.UTC));
  }

  /// Reads a payload.
  public static PayloadResult<TraceReport> parse(Bytes payload) {
    return PayloadText.parse(
        payload.utf8(),
        fields ->
            new TraceReport(
                fields.children("frames").stream().map(TraceReport::frame).toList(),
                TraceExtension.read(fields)));
  }

  private static TracedFrame frame(Fields fields) {
    return new TracedFrame(
        fields.text("label"),
        fields.text("type"),
        fields.text("operand"),
        fields.text("start_timestamp"),
        fields.text("end_timestamp"),
        fields.children("nodes").stream().map(TraceReport::node).toList());
  }

  private static Node node(Fields fields) {
    return new Node(
        fields.text("ssntp_node_uuid"),
        fields.text("ssntp_role"),
        fields.text("tx_timestamp"),
        fields.text("rx_timestamp"));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var tree = PayloadText.mapping();
    var list = tree.putArray("frames");
    for (var frame : frames) {
      var nodes =
          list.addObject()
              .put("label", frame.label)
              .put("type", frame.type)
              .put("operand", frame.operand)
              .put("start_timestamp", frame.start)
              .put("end_timestamp", frame.end)
              .putArray("nodes");
      write(frame.nodes, nodes);
    }
    if (ciao != null) {
      ciao.write(tree);
    }
    return PayloadText.bytes(tree);
  }

  private static void write(List<Node> nodes, ArrayNode list) {
    for (var node : nodes) {
      list.addObject()
          .put("ssntp_node_uuid", node.uuid)
          .put("ssntp_role", node.role)
          .put("tx_timestamp", node.sent)
          .put("rx_timestamp", node.received);
    }
  }
}
