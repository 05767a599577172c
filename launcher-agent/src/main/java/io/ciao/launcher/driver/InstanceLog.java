package io.ciao.launcher.driver;

import java.io.IOException;
import java.io.OutputStream;

/// The output of one instance.
@FunctionalInterface
public interface InstanceLog {

  /// Writes what there is, and with `follow` what comes, until the instance is gone, the reader is
  /// (an IOException of `out`), or the thread is interrupted.
  ///
  /// @param tailLines how many of the present lines to begin with; -1 for all
  void copyTo(OutputStream out, int tailLines, boolean follow)
      throws IOException, InterruptedException;
}
