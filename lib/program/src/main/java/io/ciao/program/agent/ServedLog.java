package io.ciao.program.agent;

import java.io.IOException;
import java.io.OutputStream;

/// What something has written: an instance, a concentrator.
@FunctionalInterface
public interface ServedLog {

  /// Writes what there is, and with `follow` what comes, until what writes is gone, the reader is
  /// (an IOException of `out`), or the thread is interrupted.
  ///
  /// @param tailLines how many of the present lines to begin with; -1 for all
  void copyTo(OutputStream out, int tailLines, boolean follow)
      throws IOException, InterruptedException;
}
