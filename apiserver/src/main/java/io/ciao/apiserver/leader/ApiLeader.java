package io.ciao.apiserver.leader;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.duty.Duties;
import io.ciao.apiserver.duty.Duty;
import io.ciao.apiserver.gc.GarbageReconciler;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.secret.SecretRotation;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.store.Compactor;
import io.ciao.store.Election;
import io.ciao.store.EtcdConnection;
import io.ciao.store.Expired;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.Subscription;
import io.ciao.store.Term;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This apiserver's part in the election `api`, and the leader's work while it leads: one thread a
/// term, which runs a pass at its start, on every change of a namespace, and every few seconds; and
/// beside it the [Duties] that follow every change.
public final class ApiLeader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiLeader.class);
  private static final String ELECTION = "api";
  private static final Duration PASS_EVERY = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Parts parts;
  private final Work work = new Work();
  private final CompletableFuture<Election> election = new CompletableFuture<>();

  /// What the leader works with.
  ///
  /// @param nanos monotonic
  public record Parts(
      EtcdConnection etcd,
      ResourceStore store,
      Registry registry,
      KindRegistry kinds,
      SecretRotation secrets,
      InstantSource clock,
      LongSupplier nanos) {
    /// The plurals of all kinds.
    List<String> resources() {
      return kinds.kinds().stream().map(KindDefinition::plural).distinct().toList();
    }
  }

  private ApiLeader(Parts parts, String identity) {
    this.parts = parts;
    election.complete(Election.campaign(parts.etcd(), ELECTION, identity, work));
  }

  /// Begins to campaign.
  ///
  /// @param identity names this apiserver among all
  public static ApiLeader campaign(Parts parts, String identity) {
    return new ApiLeader(parts, identity);
  }

  /// Steps down and ends.
  @Override
  public void close() {
    election.join().close();
    work.end();
  }

  /// The present term's thread. Called by the election; both methods return quickly.
  private final class Work implements Election.Candidate {
    private @Nullable Thread thread;

    @Override
    public synchronized void elected(Term term) {
      LOG.info("leads the apiservers term={}", term);
      thread = Thread.ofVirtual().name("api-leader").start(() -> lead(term));
    }

    @Override
    public synchronized void deposed(Term term, String why) {
      LOG.info("leads no more term={} because={}", term, why);
      if (thread != null) {
        thread.interrupt();
      }
    }

    void end() {
      Thread last;
      synchronized (this) {
        last = thread;
      }
      if (last == null) {
        return;
      }
      last.interrupt();
      try {
        last.join(PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void lead(Term term) {
    SystemWriter writer = new SystemWriter(parts.registry(), parts.kinds(), term);
    LeaderRound round = new LeaderRound(parts, writer);
    Compactor compactor = Compactor.start(parts.etcd(), parts.store(), term);
    try (Duties _ = duties(writer, () -> election.join().lost(term))) {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          parts.store().awaitCurrent();
          follow(round);
        } catch (RequestRefused refused) {
          if (refused.error().code() == 412) {
            election.join().lost(term);
            return;
          }
          LOG.warn("leader's pass failed, trying again error={}", refused.error().message());
          Thread.sleep(PASS_EVERY);
        } catch (StoreException | Expired again) {
          LOG.debug("leader's pass waits error={}", again.getMessage());
          Thread.sleep(Duration.ofMillis(500));
        } catch (RuntimeException fault) {
          LOG.error("leader's pass met a fault of its own, trying again", fault);
          Thread.sleep(PASS_EVERY);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      compactor.close();
    }
  }

  private Duties duties(SystemWriter writer, Runnable termLost) {
    List<Duty> duties =
        List.of(
            new GarbageReconciler(parts.store(), parts.registry(), parts.kinds(), writer.context()),
            new NamespaceTermination(
                new NamespaceTermination.Parts(
                    parts.store(),
                    parts.registry(),
                    parts.kinds(),
                    parts.clock(),
                    writer.context())));
    return Duties.start(parts.store(), parts.resources(), duties, termLost, parts.nanos());
  }

  private void follow(LeaderRound round) throws InterruptedException, Expired, StoreException {
    long version = parts.store().currentVersion();
    try (Subscription changes = parts.store().watch("namespaces", null, version)) {
      while (true) {
        round.run();
        changes.poll(PASS_EVERY);
        changes.drain(Integer.MAX_VALUE);
      }
    }
  }
}
