package io.ciao.launcher.ssntp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.launcher.report.InstanceReport;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.payload.InstanceDeleted;
import io.ciao.ssntp.payload.InstanceStopped;
import io.ciao.ssntp.payload.ReportsExtension;
import io.ciao.ssntp.payload.StartFailure;
import io.ciao.ssntp.payload.StartFailureReason;
import java.util.ArrayList;
import java.util.List;

/// Chooses the frames that carry reports: those with an original's meaning of their own travel in
/// its frame, the rest together in one STATS.
final class ReportFrames {
  private final NodeSpeech speech;

  ReportFrames(NodeSpeech speech) {
    this.speech = speech;
  }

  List<OutFrame> of(List<InstanceReport> reports) {
    var frames = new ArrayList<OutFrame>();
    var changes = new ArrayList<ObjectNode>();
    for (var report : reports) {
      var carried = new ReportsExtension(List.of(report.frameItem()));
      var uid = report.instance().uid();
      switch (report.occasion()) {
        case CHANGE -> changes.add(report.frameItem());
        case FAILURE -> {
          var failure =
              new StartFailure(speech.nodeUuid(), uid, reason(report).code(), false, carried);
          frames.add(new OutFrame(ErrorCode.START_FAILURE, failure.toBytes()));
        }
        case STOPPED ->
            frames.add(
                new OutFrame(Event.INSTANCE_STOPPED, new InstanceStopped(uid, carried).toBytes()));
        case DELETED ->
            frames.add(
                new OutFrame(Event.INSTANCE_DELETED, new InstanceDeleted(uid, carried).toBytes()));
      }
    }
    if (!changes.isEmpty()) {
      speech.stats(changes).ifPresent(frames::add);
    }
    return frames;
  }

  private static StartFailureReason reason(InstanceReport report) {
    return switch (report.facts().reason()) {
      case InstanceReasons.IMAGE_NOT_FOUND,
          InstanceReasons.IMAGE_NOT_ALLOWED,
          InstanceReasons.IMAGE_CHECKSUM_MISMATCH ->
          StartFailureReason.IMAGE_FAILURE;
      case InstanceReasons.NETWORK_FAILURE -> StartFailureReason.NETWORK_FAILURE;
      default -> StartFailureReason.LAUNCH_FAILURE;
    };
  }
}
