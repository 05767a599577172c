package io.ciao.store;

import io.ciao.store.EventStream.Batch;
import io.ciao.store.EventStream.Ended;
import io.ciao.store.Tenure.Seen;
import io.ciao.store.Tenure.Step;
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
/// the same transaction ([Guard.LeaderTerm]). When it leads and for how long is [Tenure]'s to say.
///
/// ```
/// CANDIDATE --key absent, put--> LEADER --key gone | not renewed in time | told lost | closed--> CANDIDATE
/// ```
public final class Election implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Election.class);

  private static final long TTL_SECONDS = 2;

  /// A candidate looks again this often; the watch on the key makes it quicker.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final long RETRY_MILLIS = 100;

  private final EtcdConnection etcd;
  private final String name;
  private final String key;
  private final String identity;
  private final Candidate candidate;
  private final LongSupplier nanos;
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

  private Election(
      EtcdConnection etcd, String name, String identity, Candidate candidate, LongSupplier nanos) {
    this.etcd = etcd;
    this.name = name;
    this.key = SystemKeys.election(name);
    this.identity = identity;
    this.candidate = candidate;
    this.nanos = nanos;
    this.thread = Thread.ofPlatform().daemon().name("election-" + name).unstarted(this::run);
  }

  /// Begins to campaign.
  ///
  /// @param name the election, for example `scheduler`
  /// @param identity who campaigns, shown as the key's value
  /// @param nanos monotonic
  public static Election campaign(
      EtcdConnection etcd, String name, String identity, Candidate candidate, LongSupplier nanos) {
    Election election = new Election(etcd, name, identity, candidate, nanos);
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
        Optional<Tenure> won = stand();
        if (won.isPresent()) {
          lead(won.get());
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

  /// Takes the key if it is free, else waits until it may be.
  private Optional<Tenure> stand() throws EtcdCallException, InterruptedException {
    GetResponse found = etcd.get(key, Tenure.ATTEMPT);
    if (!found.getKvs().isEmpty()) {
      awaitChange(found.getHeader().getRevision() + 1);
      return Optional.empty();
    }
    long sent = nanos.getAsLong();
    LeaseGrantResponse lease =
        etcd.call(
            "grant a lease", Tenure.ATTEMPT, client -> client.getLeaseClient().grant(TTL_SECONDS));
    Optional<KeyValue> holder = put(lease.getID());
    if (holder.isEmpty() || holder.get().getLease() != lease.getID()) {
      revoke(lease.getID());
      return Optional.empty();
    }
    Term won = new Term(name, holder.get().getCreateRevision());
    Duration ttl = Duration.ofSeconds(lease.getTTL());
    return Optional.of(Tenure.won(won, lease.getID(), ttl, sent));
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
              Tenure.ATTEMPT,
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
      return etcd.get(key, Tenure.ATTEMPT).getKvs().stream().findFirst();
    }
  }

  private void awaitChange(long fromRevision) throws EtcdCallException, InterruptedException {
    try (EventStream stream = EventStream.open(etcd, key, fromRevision)) {
      stream.poll(LOOK.toMillis());
    }
  }

  private void lead(Tenure won) throws InterruptedException {
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
  private String hold(Tenure won) throws InterruptedException {
    Tenure tenure = won;
    while (!closed) {
      try (EventStream stream = watchOwnKey(tenure)) {
        if (stream == null) {
          return Tenure.GONE;
        }
        Held held = follow(tenure, stream);
        if (held.over() != null) {
          return held.over();
        }
        tenure = held.tenure();
      } catch (EtcdCallException e) {
        LOG.debug("leader cannot watch its key election={} cause=\"{}\"", name, e.getMessage());
      }
      if (tenure.next(news(tenure), nanos.getAsLong()) instanceof Step.StepDown(String why)) {
        return why;
      }
      pause(RETRY_MILLIS);
    }
    return "closed";
  }

  /// A watch on the key from a moment at which it was still ours; null if it is not.
  private @Nullable EventStream watchOwnKey(Tenure tenure) throws EtcdCallException {
    GetResponse found = etcd.get(key, tenure.patience(nanos.getAsLong()));
    boolean ours =
        !found.getKvs().isEmpty()
            && found.getKvs().getFirst().getCreateRevision() == tenure.term().createRevision();
    return ours ? EventStream.open(etcd, key, found.getHeader().getRevision() + 1) : null;
  }

  /// How it went on under one watch.
  ///
  /// @param over why leadership is over; null if the watch alone is
  private record Held(Tenure tenure, @Nullable String over) {}

  private Held follow(Tenure begun, EventStream stream) throws InterruptedException {
    Tenure tenure = begun;
    Seen seen = news(tenure);
    while (!closed) {
      switch (tenure.next(seen, nanos.getAsLong())) {
        case Step.StepDown(String why) -> {
          return new Held(tenure, why);
        }
        case Step.Renew(Duration patience) -> {
          Held renewed = renew(tenure, patience);
          if (renewed.over() != null) {
            return renewed;
          }
          tenure = renewed.tenure();
          seen = news(tenure);
        }
        case Step.Wait(Duration longest) -> {
          EventStream.Signal signal = stream.poll(Math.max(1, longest.toMillis()));
          if (signal instanceof Ended) {
            return new Held(tenure, null);
          }
          // Only its end or another's put changes the key.
          seen = signal instanceof Batch ? Seen.KEY_TOUCHED : news(tenure);
        }
      }
    }
    return new Held(tenure, "closed");
  }

  private Seen news(Tenure tenure) {
    return tenure.term().equals(told.get()) ? Seen.WRITE_REFUSED : Seen.NOTHING;
  }

  private Held renew(Tenure tenure, Duration patience) throws InterruptedException {
    long asked = nanos.getAsLong();
    try {
      etcd.call(
          "renew the lease of election " + name,
          patience,
          client -> client.getLeaseClient().keepAliveOnce(tenure.lease()));
      return new Held(tenure.renewed(asked, nanos.getAsLong()), null);
    } catch (EtcdCallException e) {
      return switch (e.kind()) {
        case REJECTED, OUT_OF_RANGE -> new Held(tenure, "the lease has ended: " + e.getMessage());
        case INTERRUPTED -> throw new InterruptedException(e.getMessage());
        case UNSENT, UNANSWERED -> {
          LOG.debug("lease is not renewed election={} cause=\"{}\"", name, e.getMessage());
          yield new Held(tenure.failed(nanos.getAsLong()), null);
        }
      };
    }
  }

  /// Ends the lease, and with it the key, so that others need not wait for it. Without an answer it
  /// ends by itself.
  private void resign(Tenure office) {
    boolean interrupted = Thread.interrupted();
    revoke(office.lease());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void revoke(long lease) {
    try {
      etcd.call("revoke a lease", Tenure.ATTEMPT, client -> client.getLeaseClient().revoke(lease));
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
