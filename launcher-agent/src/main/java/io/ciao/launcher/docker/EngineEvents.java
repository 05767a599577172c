package io.ciao.launcher.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.EventsCmd;
import com.github.dockerjava.api.model.Event;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows some of the engine's events on a virtual thread. An engine that is away is asked again
/// every second; who listens is told each time, for what happened meanwhile nobody tells.
final class EngineEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineEvents.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final String about;
  private final Supplier<EventsCmd> subscription;
  private final Consumer<Event> told;
  private final Runnable reconnected;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean away;

  /// @param about what they are about, for people
  /// @param subscription asked for anew whenever the last one ended
  /// @param reconnected run when events may have been missed
  EngineEvents(
      String about, Supplier<EventsCmd> subscription, Consumer<Event> told, Runnable reconnected) {
    this.about = about;
    this.subscription = subscription;
    this.told = told;
    this.reconnected = reconnected;
    this.thread = Thread.ofVirtual().name("docker-events-" + about).start(this::run);
  }

  private void run() {
    try {
      while (!closed) {
        follow();
        Thread.sleep(PAUSE);
        reconnected.run();
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      Thread.currentThread().interrupt();
    }
  }

  private void follow() throws InterruptedException {
    var callback = new Callback();
    try (callback) {
      subscription.get().exec(callback);
      callback.awaitCompletion();
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        LOG.debug(
            "engine events broke off about={} problem={}", about, String.valueOf(e.getMessage()));
      }
    }
  }

  private final class Callback extends ResultCallback.Adapter<Event> {
    /// The client's own one prints a stack trace at every attempt.
    @Override
    public void onError(Throwable problem) {
      if (!closed && !away) {
        LOG.warn(
            "engine does not tell its events, asking it every second about={} problem={}",
            about,
            problem.toString());
      }
      away = true;
      // Ends the wait.
      onComplete();
    }

    @Override
    public void onStart(Closeable stream) {
      super.onStart(stream);
      if (away) {
        LOG.info("engine tells its events again about={}", about);
      }
      away = false;
    }

    @Override
    public void onNext(@Nullable Event event) {
      if (event != null) {
        told.accept(event);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
