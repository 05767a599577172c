package io.ciao.launcher.ssntp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.payload.Renewed;
import java.util.List;

/// Takes in what schedulers send. Everything is a hint that a pass is due.
public interface Inbox {

  /// START at an epoch: the objects that a start needs; the instance comes last.
  void start(String instanceUid, long epoch, List<ObjectNode> objects);

  /// The START at an epoch that comes next is traced, and took this way.
  void traced(String instanceUid, long epoch, Trace way);

  /// DELETE of what is bound at that epoch.
  ///
  /// @param stop whether only its copy is meant, and not its data
  void delete(String instanceUid, long epoch, boolean stop);

  /// A renewal that was asked of schedulers is stored.
  void renewed(Renewed renewed);

  /// A scheduler has connected and knows nothing yet.
  void connected();

  /// A scheduler is gone.
  void disconnected();
}
