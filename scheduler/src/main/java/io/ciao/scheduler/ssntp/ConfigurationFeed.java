package io.ciao.scheduler.ssntp;

import io.ciao.api.config.ClusterConfig;
import io.ciao.api.config.ClusterConfigSpec;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.transport.SsntpSession;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells every session the cluster configuration: with CONNECTED, and by CONFIGURE when the
/// ClusterConfig `default` has changed. The pass needs no leader: each scheduler tells its own
/// sessions what it has read; only the leader says so on the object. Safe for many threads.
///
/// Before the first list is read the configuration is empty, which is no configuration; without
/// such an object it has the defaults.
final class ConfigurationFeed implements Reconciler<String> {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationFeed.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Informer<ClusterConfig> configs;
  private final ConfigurationCondition condition;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<SsntpSession> sessions = new LinkedHashSet<>();
  private volatile Bytes current = Bytes.EMPTY;

  ConfigurationFeed(Informer<ClusterConfig> configs, ConfigurationCondition condition) {
    this.configs = configs;
    this.condition = condition;
  }

  /// What a CONNECTED carries now.
  Bytes current() {
    return current;
  }

  /// A session has begun; what has changed since its CONNECTED was written is sent after it.
  void connected(SsntpSession session) {
    lock.lock();
    try {
      sessions.add(session);
      if (!session.configuration().equals(current)) {
        session.send(Command.CONFIGURE, current);
      }
    } finally {
      lock.unlock();
    }
  }

  /// A session is over.
  void disconnected(SsntpSession session) {
    lock.lock();
    try {
      sessions.remove(session);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public PassResult reconcile(String key) {
    if (!configs.synced()) {
      return new PassResult.CheckAgain(LOOK_AGAIN);
    }
    var config = configs.get(ClusterConfig.DEFAULT);
    var spec = config.map(ClusterConfig::spec).orElse(ClusterConfigSpec.EMPTY);
    tell(AgentConfiguration.of(spec).toBytes());
    config.ifPresent(condition::told);
    return PassResult.DONE;
  }

  private void tell(Bytes configuration) {
    lock.lock();
    try {
      if (configuration.equals(current)) {
        return;
      }
      current = configuration;
      sessions.forEach(session -> session.send(Command.CONFIGURE, configuration));
      LOG.info("cluster configuration is told sessions={}", sessions.size());
    } finally {
      lock.unlock();
    }
  }
}
