package io.ciao.launcher.ssntp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ssntp.payload.ReadyExtension;
import java.util.List;
import java.util.Optional;

/// What the node says of itself over SSNTP. Empty while it is no member: then nothing may be sent.
public interface NodeSpeech {

  /// The node's UUID.
  String nodeUuid();

  /// READY, or FULL.
  Optional<OutFrame> status();

  /// What asks a scheduler for a renewal: READY with its number, and FULL behind it where that
  /// holds. Empty if the node is no member under it.
  List<OutFrame> renewal(ReadyExtension asked);

  /// STATS with these reports.
  Optional<OutFrame> stats(List<ObjectNode> reports);
}
