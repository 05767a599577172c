package io.ciao.scheduler.failover;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renews the presence of nobody, through the apiservers as agents do, so that whoever waits for
/// nodes' renewals knows whether any can come.
final class PresenceProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceProbe.class);

  /// A gap is a second: one may be lost.
  private static final Duration EVERY = Duration.ofMillis(400);

  private final List<ApiClient> apiservers;
  private final String name;
  private final Thread thread;
  private int current;
  private long seq;

  private PresenceProbe(List<ApiClient> apiservers, String name) {
    this.apiservers = List.copyOf(apiservers);
    this.name = name;
    this.thread = Thread.ofVirtual().name("presence-probe").unstarted(this::run);
  }

  /// Begins.
  ///
  /// @param apiservers one client for each, that gives up as soon as an agent's does
  /// @param name of the probe, without the dot
  static PresenceProbe start(List<ApiClient> apiservers, String name) {
    var probe = new PresenceProbe(apiservers, name);
    probe.thread.start();
    return probe;
  }

  private void run() {
    try {
      while (true) {
        probe();
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void probe() {
    var body = Json.object();
    body.put("name", name).put("seq", ++seq);
    try {
      apiservers.get(current).post(ResourceType.NODES.path((String) null) + ":probe", body);
    } catch (ApiException | ApiUnreachableException e) {
      LOG.debug("probe was not taken apiserver={} problem={}", current, e.getMessage());
      current = (current + 1) % apiservers.size();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
