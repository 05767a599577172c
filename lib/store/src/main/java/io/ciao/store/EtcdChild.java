package io.ciao.store;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The etcd process that an [EmbeddedEtcd] looks after: one that it started, or one that an earlier
/// owner started and left alive.
///
/// @param process null if it is somebody else's child
record EtcdChild(ProcessHandle handle, @Nullable Process process) {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdChild.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

  static EtcdChild started(Process process) {
    return new EtcdChild(process.toHandle(), process);
  }

  static EtcdChild takenOver(ProcessHandle handle) {
    return new EtcdChild(handle, null);
  }

  long pid() {
    return handle.pid();
  }

  boolean isAlive() {
    return handle.isAlive();
  }

  /// Waits for its end, whatever happens.
  ///
  /// @return its exit status, -1 if nobody tells us
  int awaitEnd() {
    handle.onExit().join();
    return process == null ? -1 : process.exitValue();
  }

  /// Ends it and waits until it is gone.
  void stop() {
    handle.destroy();
    try {
      if (!isGone()) {
        LOG.warn("etcd does not stop, killing it pid={}", pid());
        handle.destroyForcibly();
        isGone();
      }
    } catch (InterruptedException e) {
      handle.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private boolean isGone() throws InterruptedException {
    try {
      handle.onExit().get(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("wait for etcd's end", e);
    }
  }
}
