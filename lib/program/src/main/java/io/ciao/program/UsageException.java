package io.ciao.program;

import java.util.List;

/// A command line that cannot be run: each problem on a line of its own, saying which flag, what
/// was found and what is needed.
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String problem) {
    super(problem);
  }

  UsageException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
