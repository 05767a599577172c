package io.ciao.cnci.replica;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.text.ErrorText;
import io.ciao.ssntp.cert.LiveTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that passes come when this node is to be something else to a concentrator: tells and
/// hears, asks the API when in doubt, and looks ten times a second.
public final class RoleKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoleKeeper.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration ASK = Duration.ofMillis(250);

  private final Replicas replicas;
  private final ApiPulse pulse;
  private final Heartbeats heartbeats;
  private final Consumer<ObjectKey> due;
  private final CountDownLatch closed = new CountDownLatch(1);

  private RoleKeeper(
      Replicas replicas, ApiPulse pulse, Heartbeats heartbeats, Consumer<ObjectKey> due) {
    this.replicas = replicas;
    this.pulse = pulse;
    this.heartbeats = heartbeats;
    this.due = due;
  }

  /// Begins, and goes on until it is closed.
  ///
  /// @param own where it listens for heartbeats
  /// @param api reads all that the node carries, see [ApiPulse#carriedBy]
  /// @param due told the key of a concentrator that needs a pass; must not block
  public static RoleKeeper start(
      InetSocketAddress own,
      LiveTls tls,
      Supplier<List<Concentrator>> api,
      Replicas replicas,
      Consumer<ObjectKey> due) {
    var keeper =
        new RoleKeeper(
            replicas, new ApiPulse(api, replicas), new Heartbeats(own, tls, replicas).start(), due);
    Thread.ofVirtual()
        .name("role-look")
        .start(() -> keeper.every(LOOK, () -> keeper.replicas.due().forEach(keeper.due)));
    Thread.ofVirtual().name("role-ask").start(() -> keeper.every(ASK, keeper.pulse::beat));
    return keeper;
  }

  private void every(Duration interval, Runnable work) {
    try {
      do {
        try {
          work.run();
        } catch (RuntimeException e) {
          LOG.warn("roles are not looked at problem={}", ErrorText.of(e));
        }
      } while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    heartbeats.close();
  }
}
