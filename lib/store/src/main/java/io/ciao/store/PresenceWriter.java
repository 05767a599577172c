package io.ciao.store;

import io.ciao.store.EtcdCallException.Kind;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits renewals of presence. Safe for many threads.
///
/// A renewal is a write that compares the member key in the same transaction, so none succeeds once
/// the node is declared lost. Renewals that come within [#GATHER] go together, each succeeding or
/// failing alone. The keys stand under this process's lease, which cleans up after it and decides
/// nothing.
public final class PresenceWriter implements PresenceStore, AutoCloseable {
  /// How long a renewal waits for company.
  static final Duration GATHER = Duration.ofMillis(50);

  /// Renewals in one transaction.
  static final int TOGETHER_MAX = 100;

  /// For how long a node counts as present after a renewal was sent.
  public static final Duration TTL = Duration.ofSeconds(6);

  private static final Logger LOG = LoggerFactory.getLogger(PresenceWriter.class);
  private static final Duration PATIENCE = Duration.ofMillis(400);
  private static final Duration KEEP_LEASE = Duration.ofSeconds(2);
  private static final int LEASES_TRIED = 2;

  private final EtcdConnection etcd;
  private final ProcessLease lease;
  private final LinkedBlockingQueue<Asked> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /// @param member what the member key must hold; null: it is a probe, which needs none
  private record Asked(
      String node, Renewal renewal, @Nullable String member, CompletableFuture<Outcome> outcome) {}

  private PresenceWriter(EtcdConnection etcd) {
    this.etcd = etcd;
    this.lease = new ProcessLease(etcd, TTL, PATIENCE);
    this.thread = Thread.ofVirtual().name("presence").unstarted(this::run);
  }

  /// Begins to commit what comes.
  public static PresenceWriter start(EtcdConnection etcd) {
    var writer = new PresenceWriter(etcd);
    writer.thread.start();
    return writer;
  }

  @Override
  public Outcome renew(String node, Renewal renewal, Duration wait)
      throws StoreException, InterruptedException {
    return await(new Asked(node, renewal, renewal.member(), new CompletableFuture<>()), wait);
  }

  @Override
  public void probe(String name, Renewal renewal, Duration wait)
      throws StoreException, InterruptedException {
    await(new Asked(name, renewal, null, new CompletableFuture<>()), wait);
  }

  private Outcome await(Asked asked, Duration wait) throws StoreException, InterruptedException {
    var what = "renew the presence of " + asked.node();
    if (closed) {
      throw new StoreException.Timeout(what + ": the server is stopping", null);
    }
    queue.add(asked);
    try {
      return asked.outcome().get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new StoreException.Timeout(
          what + ": no answer of etcd within " + wait.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new StoreException.Timeout(what + ": " + cause(e).getMessage(), cause(e));
    }
  }

  private static Throwable cause(ExecutionException failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }

  private void run() {
    var kept = System.nanoTime();
    try {
      while (!closed) {
        var first = queue.poll(KEEP_LEASE.toMillis(), TimeUnit.MILLISECONDS);
        if (System.nanoTime() - kept >= KEEP_LEASE.toNanos()) {
          keepLease();
          kept = System.nanoTime();
        }
        if (first != null) {
          serve(gather(first));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Asked> gather(Asked first) throws InterruptedException {
    var batch = new ArrayList<Asked>();
    batch.add(first);
    var end = System.nanoTime() + GATHER.toNanos();
    while (batch.size() < TOGETHER_MAX) {
      var next = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    return batch;
  }

  private void serve(List<Asked> batch) {
    try {
      // No key may be put twice in a transaction, so of one node only the newest goes.
      var newest = new LinkedHashMap<String, Asked>();
      batch.forEach(asked -> newest.merge(asked.node(), asked, PresenceWriter::newer));
      var outcomes = commit(List.copyOf(newest.values()));
      for (var asked : batch) {
        var sent = newest.get(asked.node());
        complete(asked, sent, outcomes);
      }
    } catch (EtcdCallException | RuntimeException e) {
      batch.forEach(asked -> asked.outcome().completeExceptionally(e));
    }
  }

  private static Asked newer(Asked one, Asked other) {
    return other.renewal().isNewerThan(one.renewal()) ? other : one;
  }

  /// A renewal that a newer one of the same membership stood for has its outcome.
  private static void complete(Asked asked, @Nullable Asked sent, Map<String, Outcome> outcomes) {
    var outcome = outcomes.get(asked.node());
    if (sent == null
        || outcome == null
        || sent.renewal().incarnation() != asked.renewal().incarnation()) {
      asked
          .outcome()
          .completeExceptionally(new IllegalStateException("overtaken by another incarnation"));
    } else {
      asked.outcome().complete(outcome);
    }
  }

  private Map<String, Outcome> commit(List<Asked> batch) throws EtcdCallException {
    for (int i = 1; ; i++) {
      try {
        return commit(batch, lease.id());
      } catch (EtcdCallException e) {
        if (e.kind() != Kind.REJECTED || i >= LEASES_TRIED) {
          throw e;
        }
        // What etcd refuses here is a lease that has ended.
        LOG.info("presence lease ended, granting another cause=\"{}\"", e.getMessage());
        lease.ended();
      }
    }
  }

  private Map<String, Outcome> commit(List<Asked> batch, long leaseId) throws EtcdCallException {
    var option = PutOption.builder().withLeaseId(leaseId).build();
    var inner = batch.stream().map(asked -> renewal(asked, option)).toArray(Op[]::new);
    var answer =
        etcd.call(
            "renew the presence of " + batch.size() + " nodes",
            PATIENCE,
            client -> client.getKVClient().txn().Then(inner).commit());
    var outcomes = new LinkedHashMap<String, Outcome>();
    for (int i = 0; i < batch.size(); i++) {
      outcomes.put(batch.get(i).node(), outcome(answer.getTxnResponses().get(i)));
    }
    return outcomes;
  }

  private static Op renewal(Asked asked, PutOption option) {
    var put =
        Op.put(
            EtcdConnection.bytes(SystemKeys.presence(asked.node())),
            EtcdConnection.bytes(asked.renewal().toString()),
            option);
    var key = SystemKeys.member(asked.node());
    var compares =
        asked.member() == null
            ? new Cmp[0]
            : new Cmp[] {new Condition(key, new Condition.Holds(asked.member())).compare()};
    var read = Op.get(EtcdConnection.bytes(key), GetOption.DEFAULT);
    return Op.txn(compares, new Op[] {put}, new Op[] {read});
  }

  private static Outcome outcome(TxnResponse answer) {
    if (answer.isSucceeded()) {
      return new Outcome.Renewed();
    }
    return new Outcome.Refused(
        answer.getGetResponses().getFirst().getKvs().stream()
            .findFirst()
            .map(KeyValue::getValue)
            .map(value -> value.toString(StandardCharsets.UTF_8))
            .orElse(null));
  }

  private void keepLease() {
    try {
      lease.renew();
    } catch (EtcdCallException e) {
      LOG.debug("presence lease is not renewed cause=\"{}\"", e.getMessage());
    }
  }

  /// Nodes go on with the next apiserver. What was written ends with the lease, which is left to
  /// its time: nobody may find a key gone that he has not yet heard was written.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.forEach(
        asked ->
            asked
                .outcome()
                .completeExceptionally(new IllegalStateException("the server is stopping")));
  }
}
