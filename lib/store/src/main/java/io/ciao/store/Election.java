package io.ciao.store;

import io.ciao.store.EventStream.Batch;
import io.ciao.store.EventStream.Ended;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseGrantResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process's part in an election: it campaigns, leads, steps down at once when its key is gone,
/// and campaigns again, until it is closed.
///
/// The leader holds one key under a 2 s lease. Leadership alone proves nothing at the moment of a
/// write, since a lease may end early or late: what the leader writes is guarded by its [Term] in
/// the same transaction ([Guard.LeaderTerm]).
///
/// ```
/// CANDIDATE --key absent, put--> LEADER --key gone | not renewed in time | told lost | closed--> CANDIDATE
/// ```
public final class Election implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Election.class);

  private static final long TTL_SECONDS = 2;
  private static final Duration RENEWAL = Duration.ofMillis(500);

  /// A candidate looks again this often; the watch on the key makes it quicker.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration ATTEMPT = Duration.ofMillis(500);
  private static final long RETRY_MILLIS = 100;
  private static final String GONE = "the election's key was removed or taken over";

  private final EtcdConnection etcd;
  private final String name;
  private final String key;
  private final String identity;
  private final Candidate candidate;
  private final LongSupplier nanos = System::nanoTime;
  private final AtomicReference<@Nullable Term> term = new AtomicReference<>();
  private final AtomicReference<@Nullable Term> told = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;

  /// What a candidate does. Called on the election's thread, which also renews: both methods return
  /// quickly.
  public interface Candidate {
    /// It leads now.
    void elected(Term term);

    /// It does not lead any more.
    ///
    /// @param why for logs and people
    void deposed(Term term, String why);
  }

  private Election(EtcdConnection etcd, String name, String identity, Candidate candidate) {
    this.etcd = etcd;
    this.name = name;
    this.key = SystemKeys.election(name);
    this.identity = identity;
    this.candidate = candidate;
    this.thread = Thread.ofPlatform().daemon().name("election-" + name).unstarted(this::run);
  }

  /// Begins to campaign.
  ///
  /// @param name the election, for example `scheduler`
  /// @param identity who campaigns, shown as the key's value
  public static Election campaign(
      EtcdConnection etcd, String name, String identity, Candidate candidate) {
    Election election = new Election(etcd, name, identity, candidate);
    election.thread.start();
    return election;
  }

  /// The present term if this process leads.
  public Optional<Term> term() {
    return Optional.ofNullable(term.get());
  }

  /// A write under this term was refused (412): the leader steps down at once.
  public void lost(Term lostTerm) {
    told.set(lostTerm);
  }

  /// Steps down if it leads, gives the key back and ends.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try {
        Optional<Office> office = stand();
        if (office.isPresent()) {
          lead(office.get());
        }
      } catch (EtcdCallException e) {
        LOG.debug("election is waiting for etcd election={} cause=\"{}\"", name, e.getMessage());
        pause(RETRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /// What a leader holds.
  ///
  /// @param renewed when its lease was last known to be renewed: the moment that request was sent
  private record Office(Term term, long lease, Duration ttl, long renewed) {}

  /// Takes the key if it is free, else waits until it may be.
  private Optional<Office> stand() throws EtcdCallException, InterruptedException {
    GetResponse found = etcd.get(key, ATTEMPT);
    if (!found.getKvs().isEmpty()) {
      awaitChange(found.getHeader().getRevision() + 1);
      return Optional.empty();
    }
    long sent = nanos.getAsLong();
    LeaseGrantResponse lease =
        etcd.call("grant a lease", ATTEMPT, client -> client.getLeaseClient().grant(TTL_SECONDS));
    Optional<KeyValue> holder = put(lease.getID());
    if (holder.isEmpty() || holder.get().getLease() != lease.getID()) {
      revoke(lease.getID());
      return Optional.empty();
    }
    Term won = new Term(name, holder.get().getCreateRevision());
    return Optional.of(new Office(won, lease.getID(), Duration.ofSeconds(lease.getTTL()), sent));
  }

  /// Puts the key unless somebody holds it; returns who holds it then. An answer that is lost is
  /// read again.
  private Optional<KeyValue> put(long lease) throws EtcdCallException {
    var etcdKey = EtcdConnection.bytes(key);
    var absent = new Cmp(etcdKey, Cmp.Op.EQUAL, CmpTarget.createRevision(0));
    var option = PutOption.builder().withLeaseId(lease).build();
    var get = Op.get(etcdKey, GetOption.DEFAULT);
    try {
      TxnResponse answer =
          etcd.call(
              "stand for election " + name,
              ATTEMPT,
              client ->
                  client
                      .getKVClient()
                      .txn()
                      .If(absent)
                      .Then(Op.put(etcdKey, EtcdConnection.bytes(identity), option), get)
                      .Else(get)
                      .commit());
      return answer.getGetResponses().getFirst().getKvs().stream().findFirst();
    } catch (EtcdCallException e) {
      if (e.kind() != EtcdCallException.Kind.UNANSWERED) {
        throw e;
      }
      return etcd.get(key, ATTEMPT).getKvs().stream().findFirst();
    }
  }

  private void awaitChange(long fromRevision) throws EtcdCallException, InterruptedException {
    try (EventStream stream = EventStream.open(etcd, key, fromRevision)) {
      stream.poll(LOOK.toMillis());
    }
  }

  private void lead(Office won) throws InterruptedException {
    LOG.info("elected election={} term={}", name, won.term());
    told.set(null);
    term.set(won.term());
    candidate.elected(won.term());
    String why = "interrupted";
    try {
      why = hold(won);
    } finally {
      term.set(null);
      LOG.info("stepped down election={} term={} why=\"{}\"", name, won.term(), why);
      candidate.deposed(won.term(), why);
      resign(won);
    }
  }

  /// Renews until leadership is over; says why it is.
  private String hold(Office won) throws InterruptedException {
    Office office = won;
    while (!closed) {
      try (EventStream stream = watchOwnKey(office)) {
        Holding holding = new Holding(office, false, stream == null ? GONE : null);
        while (stream != null && !closed && !holding.reopen() && holding.over() == null) {
          holding = step(holding.office(), stream);
        }
        if (holding.over() != null) {
          return holding.over();
        }
        office = holding.office();
      } catch (EtcdCallException e) {
        LOG.debug("leader cannot watch its key election={} cause=\"{}\"", name, e.getMessage());
      }
      if (expired(office)) {
        return "the lease could not be renewed: etcd does not answer";
      }
      pause(RETRY_MILLIS);
    }
    return "closed";
  }

  /// A watch on the key from a moment at which it was still ours; null if it is not.
  private @Nullable EventStream watchOwnKey(Office office) throws EtcdCallException {
    GetResponse found = etcd.get(key, ATTEMPT);
    boolean ours =
        !found.getKvs().isEmpty()
            && found.getKvs().getFirst().getCreateRevision() == office.term().createRevision();
    return ours ? EventStream.open(etcd, key, found.getHeader().getRevision() + 1) : null;
  }

  /// What one look or renewal led to.
  private record Holding(Office office, boolean reopen, @Nullable String over) {}

  private Holding step(Office office, EventStream stream) throws InterruptedException {
    long nextRenewal = office.renewed() + RENEWAL.toNanos();
    long wait = Math.clamp((nextRenewal - nanos.getAsLong()) / 1_000_000, 0, RETRY_MILLIS);
    EventStream.Signal signal = stream.poll(wait);
    if (office.term().equals(told.get())) {
      return new Holding(office, false, "a write under this term was refused");
    }
    if (signal instanceof Batch) {
      // Only its end or another's put changes the key.
      return new Holding(office, false, GONE);
    }
    Renewal renewal = nanos.getAsLong() >= nextRenewal ? renew(office) : new Renewal(office, null);
    return new Holding(renewal.office(), signal instanceof Ended, renewal.over());
  }

  private record Renewal(Office office, @Nullable String over) {}

  private Renewal renew(Office office) throws InterruptedException {
    long sent = nanos.getAsLong();
    try {
      etcd.call(
          "renew the lease of election " + name,
          ATTEMPT,
          client -> client.getLeaseClient().keepAliveOnce(office.lease()));
      return new Renewal(new Office(office.term(), office.lease(), office.ttl(), sent), null);
    } catch (EtcdCallException e) {
      return switch (e.kind()) {
        case REJECTED, OUT_OF_RANGE ->
            new Renewal(office, "the lease has ended: " + e.getMessage());
        case INTERRUPTED -> throw new InterruptedException(e.getMessage());
        case UNSENT, UNANSWERED ->
            new Renewal(
                office,
                expired(office) ? "the lease could not be renewed: " + e.getMessage() : null);
      };
    }
  }

  private boolean expired(Office office) {
    return nanos.getAsLong() - office.renewed() >= office.ttl().toNanos();
  }

  /// Ends the lease, and with it the key, so that others need not wait for it. Without an answer it
  /// ends by itself.
  private void resign(Office office) {
    boolean interrupted = Thread.interrupted();
    revoke(office.lease());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void revoke(long lease) {
    try {
      etcd.call("revoke a lease", ATTEMPT, client -> client.getLeaseClient().revoke(lease));
    } catch (EtcdCallException e) {
      LOG.debug("a lease is left to its time election={} cause=\"{}\"", name, e.getMessage());
    }
  }

  private void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
