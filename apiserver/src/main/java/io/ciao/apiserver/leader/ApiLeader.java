package io.ciao.apiserver.leader;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.duty.Duties;
import io.ciao.apiserver.duty.Duty;
import io.ciao.apiserver.gc.GarbageReconciler;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.secret.SecretRotation;
import io.ciao.basis.time.Backoff;
import io.ciao.reconcile.PassMeter;
import io.ciao.store.Compactor;
import io.ciao.store.Election;
import io.ciao.store.EtcdConnection;
import io.ciao.store.ResourceStore;
import io.ciao.store.Term;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This apiserver's part in the election `api`, and the leader's work while it leads: one thread a
/// term, which keeps its [Duties] and its compactor going until the term is over.
public final class ApiLeader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiLeader.class);
  private static final String ELECTION = "api";
  private static final Duration RETRY_FIRST = Duration.ofMillis(500);
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Parts parts;
  private final Work work = new Work();
  private final CompletableFuture<Election> election = new CompletableFuture<>();

  /// What the leader works with.
  ///
  /// @param meter is told of the duties' passes
  /// @param nanos monotonic
  /// @param random spreads what is tried again
  public record Parts(
      EtcdConnection etcd,
      ResourceStore store,
      Registry registry,
      KindRegistry kinds,
      SecretRotation secrets,
      InstantSource clock,
      PassMeter meter,
      LongSupplier nanos,
      RandomGenerator random) {
    /// The plurals of all kinds.
    List<String> resources() {
      return kinds.kinds().stream().map(KindDefinition::plural).distinct().toList();
    }
  }

  private ApiLeader(Parts parts, String identity) {
    this.parts = parts;
    election.complete(Election.campaign(parts.etcd(), ELECTION, identity, work, parts.nanos()));
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
    Compactor compactor = Compactor.start(parts.etcd(), parts.store(), term);
    try (Duties _ = duties(writer, term)) {
      new CountDownLatch(1).await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      compactor.close();
    }
  }

  private Duties duties(SystemWriter writer, Term term) {
    var termination =
        new NamespaceTermination.Parts(
            parts.store(), parts.registry(), parts.kinds(), parts.clock(), writer.context());
    List<Duty<?>> duties =
        List.of(
            new Chores(parts, writer),
            new GarbageReconciler(parts.store(), parts.registry(), parts.kinds(), writer.context()),
            new NamespaceTermination(termination));
    var backoff = new Backoff(RETRY_FIRST, RETRY_LIMIT, parts.random());
    var terms =
        new Duties.Terms(() -> election.join().lost(term), backoff, parts.meter(), parts.nanos());
    return Duties.start(parts.store(), parts.resources(), duties, terms);
  }
}
