package io.ciao.launcher.ssntp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Takes in what schedulers send. Everything is a hint that a pass is due.
public interface Inbox {

  /// START: the objects that a start needs; the instance comes last.
  void start(String instanceUid, List<ObjectNode> objects);

  /// DELETE: something about the instance has changed.
  void hint(String instanceUid);

  /// A scheduler has connected and knows nothing yet.
  void connected();

  /// A scheduler is gone.
  void disconnected();
}
