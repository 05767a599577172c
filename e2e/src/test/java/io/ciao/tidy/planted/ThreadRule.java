package io.ciao.tidy.planted;

/// Looks at the thread.
public final class ThreadRule {
  private ThreadRule() {}

  static boolean accepts() {
    return Thread.currentThread().isVirtual();
  }
}
