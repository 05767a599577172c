package io.ciao.linux.process;

/// A child could not be started or ended at once; nothing of it is left running.
public final class SpawnFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SpawnFailedException(String message) {
    super(message);
  }

  public SpawnFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
