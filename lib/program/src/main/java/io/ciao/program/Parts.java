package io.ciao.program;

import io.ciao.basis.text.ErrorText;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of a running program, closed in the reverse of the order in which they were kept; one
/// that fails keeps no other from being closed. Safe for many threads.
public final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /// Keeps a part until the end.
  public synchronized <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  @Override
  public void close() {
    var interrupted = false;
    for (var part = next(); part != null; part = next()) {
      try {
        part.close();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (Exception e) {
        LOG.warn("part did not close part={} problem={}", name(part), ErrorText.of(e));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable AutoCloseable next() {
    return open.poll();
  }

  private static String name(AutoCloseable part) {
    return part.getClass().getSimpleName();
  }
}
