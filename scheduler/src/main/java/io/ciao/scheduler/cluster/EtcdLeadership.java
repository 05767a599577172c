package io.ciao.scheduler.cluster;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.store.Election;
import io.ciao.store.EtcdConnection;
import io.ciao.store.Term;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leadership by the election `scheduler` in etcd. A new leader first reads through the apiserver
/// how far the world has come, and decides nothing before its caches have come as far.
///
/// Safe for many threads. A thread `take-over` lives from each election won until that read is
/// done.
public final class EtcdLeadership implements Leadership, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdLeadership.class);
  private static final String ELECTION = "scheduler";
  private static final Duration RETRY = Duration.ofMillis(200);

  /// A term that may decide, and from which version of the caches on.
  private record Office(Term term, long decideFromVersion) {}

  private final LongSupplier currentVersion;
  private final Runnable whenElected;

  /// Guards `won` and `office`: an office must not outlive its term.
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Term won;
  private volatile @Nullable Office office;
  private volatile @Nullable Election election;

  /// @param reader for one consistent read at the beginning of each term
  /// @param whenElected marks everything that a leader looks at; called once the term may decide
  public EtcdLeadership(ApiClient reader, Runnable whenElected) {
    this(() -> CurrentVersion.read(reader), whenElected);
  }

  EtcdLeadership(LongSupplier currentVersion, Runnable whenElected) {
    this.currentVersion = currentVersion;
    this.whenElected = whenElected;
  }

  /// Begins to campaign.
  public void campaign(EtcdConnection etcd, String identity) {
    election = Election.campaign(etcd, ELECTION, identity, candidate(), System::nanoTime);
  }

  /// What the election tells.
  Election.Candidate candidate() {
    return new Election.Candidate() {
      @Override
      public void elected(Term term) {
        lock.lock();
        try {
          won = term;
        } finally {
          lock.unlock();
        }
        Thread.ofVirtual().name("take-over").start(() -> takeOver(term));
      }

      @Override
      public void deposed(Term term, String why) {
        lock.lock();
        try {
          won = null;
          office = null;
        } finally {
          lock.unlock();
        }
      }
    };
  }

  private void takeOver(Term term) {
    while (holds(term)) {
      try {
        if (begin(new Office(term, currentVersion.getAsLong()))) {
          whenElected.run();
        }
        return;
      } catch (ApiException | ApiUnreachableException e) {
        LOG.info("elected, but the apiserver does not answer yet problem={}", e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("elected, but taking over failed term={}", term, e);
      }
      LockSupport.parkNanos(RETRY.toNanos());
    }
  }

  private boolean holds(Term term) {
    lock.lock();
    try {
      return term.equals(won);
    } finally {
      lock.unlock();
    }
  }

  private boolean begin(Office begun) {
    lock.lock();
    try {
      if (!begun.term().equals(won)) {
        return false;
      }
      office = begun;
    } finally {
      lock.unlock();
    }
    LOG.info("leads term={} decidesFrom={}", begun.term(), begun.decideFromVersion());
    return true;
  }

  @Override
  public Optional<String> term() {
    var present = office;
    return present == null ? Optional.empty() : Optional.of(present.term().toString());
  }

  @Override
  public long decideFromVersion() {
    var present = office;
    return present == null ? Long.MAX_VALUE : present.decideFromVersion();
  }

  @Override
  public void lost(String term) {
    lock.lock();
    try {
      var present = office;
      var running = election;
      if (present == null || !present.term().toString().equals(term)) {
        return;
      }
      office = null;
      if (running != null) {
        running.lost(present.term());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    var running = election;
    if (running != null) {
      running.close();
    }
  }
}
