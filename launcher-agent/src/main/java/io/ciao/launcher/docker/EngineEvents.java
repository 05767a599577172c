package io.ciao.launcher.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import io.ciao.launcher.driver.DriverEvents;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the engine's events about this node's containers on a virtual thread and marks the
/// instances concerned. An engine that is away is asked again every second; what happened meanwhile
/// is found by the next passes, for which every known instance is marked.
final class EngineEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineEvents.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final DockerClient client;
  private final List<String> labels;
  private final DriverEvents events;
  private final Runnable reconnected;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean away;

  EngineEvents(
      DockerClient client, List<String> labels, DriverEvents events, Runnable reconnected) {
    this.client = client;
    this.labels = labels;
    this.events = events;
    this.reconnected = reconnected;
    this.thread = Thread.ofVirtual().name("docker-events").start(this::run);
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
      client.eventsCmd().withLabelFilter(labels.toArray(String[]::new)).exec(callback);
      callback.awaitCompletion();
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        LOG.debug("engine events broke off problem={}", String.valueOf(e.getMessage()));
      }
    }
  }

  private final class Callback extends ResultCallback.Adapter<Event> {
    /// The client's own one prints a stack trace at every attempt.
    @Override
    public void onError(Throwable problem) {
      if (!closed && !away) {
        LOG.warn(
            "engine does not tell its events, asking it every second problem={}",
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
        LOG.info("engine tells its events again");
      }
      away = false;
    }

    @Override
    public void onNext(@Nullable Event event) {
      var actor = event == null ? null : event.getActor();
      Map<String, String> attributes = actor == null ? null : actor.getAttributes();
      var uid = attributes == null ? null : attributes.get(ContainerLabels.INSTANCE);
      if (uid != null) {
        events.changed(uid);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
