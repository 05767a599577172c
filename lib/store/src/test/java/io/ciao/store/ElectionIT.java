package io.ciao.store;

import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Eventually;
import io.etcd.jetcd.options.PutOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Two contenders: one leads, leadership ends when it should, and what an old leader still writes
/// is refused.
@Tag("api")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ElectionIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private TestEtcd etcd;
  private TcpProxy proxy;
  private EtcdConnection cut;
  private EtcdConnection whole;
  private EtcdStore store;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    etcd = TestEtcd.start(directory);
    proxy = TcpProxy.to(etcd.port());
    cut = EtcdConnection.open(etcd.endpoint(proxy.port()));
    whole = EtcdConnection.open(etcd.endpoint());
    store = EtcdStore.open(whole, EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER));
  }

  @AfterAll
  void stop() throws Exception {
    store.close();
    cut.close();
    whole.close();
    proxy.close();
    etcd.close();
  }

  @Test
  void theSecondFollowsWhenTheFirstResigns() throws Exception {
    var log = new Log();
    Election first = campaign(whole, "resign", "first", log.of("first"));
    awaitLeader(first);
    try (Election second = campaign(whole, "resign", "second", log.of("second"))) {
      assertThat(store.readSystem(SystemKeys.election("resign")).value()).isEqualTo("first");
      Term firstTerm = first.term().orElseThrow();
      assertThat(second.term()).isEmpty();

      first.close();
      // Given back, not left to its lease.
      assertThat(store.readSystem(SystemKeys.election("resign")).value()).isNotEqualTo("first");
      awaitLeader(second);

      assertThat(second.term().orElseThrow().createRevision())
          .isGreaterThan(firstTerm.createRevision());
      assertThat(log.lines()).containsExactly("first elected", "first deposed", "second elected");
    }
  }

  @Test
  void aLeaderWhoseKeyIsRemovedStepsDownAndCampaignsAgain() throws Exception {
    var log = new Log();
    try (Election election = campaign(whole, "removed", "me", log.of("me"))) {
      Term first = awaitLeader(election);

      etcd.delete(SystemKeys.election("removed"));

      Eventually.within(SOON)
          .until(
              "another term",
              () -> election.term().filter(term -> !term.equals(first)).isPresent());
      assertThat(log.lines()).containsExactly("me elected", "me deposed", "me elected");
    }
    assertThat(store.readSystem(SystemKeys.election("removed")).exists()).isFalse();
  }

  /// A lease of 5 s that nobody renews is the clock: the leader's own has 2 s.
  @Test
  void aLeaderThatNobodyDisturbsKeepsItsTermBeyondItsLease() throws Exception {
    var log = new Log();
    try (Election election = campaign(whole, "kept", "me", log.of("me"))) {
      Term term = awaitLeader(election);
      long lease = whole.call("grant", SOON, client -> client.getLeaseClient().grant(5)).getID();
      var clock = EtcdConnection.bytes(SystemKeys.PREFIX + "test/clock");
      var expiring = PutOption.builder().withLeaseId(lease).build();
      whole.call("put", SOON, client -> client.getKVClient().put(clock, clock, expiring));

      Eventually.within(Duration.ofSeconds(30))
          .until(
              "two leases have passed",
              () -> whole.get(SystemKeys.PREFIX + "test/clock", SOON).getKvs().isEmpty());

      assertThat(log.lines()).containsExactly("me elected");
      assertThat(election.term()).contains(term);
    }
  }

  @Test
  void aLeaderToldThatItsTermIsLostStepsDown() throws Exception {
    var log = new Log();
    try (Election election = campaign(whole, "told", "me", log.of("me"))) {
      Term first = awaitLeader(election);

      election.lost(new Term("told", first.createRevision() + 1));
      election.lost(first);

      Eventually.within(SOON)
          .until(
              "another term",
              () -> election.term().filter(term -> !term.equals(first)).isPresent());
      assertThat(log.lines()).startsWith("me elected", "me deposed");
    }
  }

  @Test
  void aLeaderCutOffFromEtcdStepsDownByItselfAndAnotherFollowsWithinSeconds() throws Exception {
    var log = new Log();
    try (Election away = campaign(cut, "cut", "away", log.of("away"))) {
      Term old = awaitLeader(away);
      try (Election near = campaign(whole, "cut", "near", log.of("near"))) {
        proxy.refuse();
        Term fresh = awaitLeader(near);
        Eventually.within(SOON).until("the old one knows", () -> away.term().isEmpty());
        proxy.heal();

        ResourceKey key = instanceKey("election", "web");
        Transaction create = Transaction.of(new Change.Create(key, object(key)));
        assertThat(store.commit(create.guardedBy(new Guard.LeaderTerm(old))))
            .isEqualTo(new CommitResult.TermLost(old));
        assertThat(store.commit(create.guardedBy(new Guard.LeaderTerm(fresh))))
            .isInstanceOf(CommitResult.Committed.class);
      }
    } finally {
      proxy.heal();
    }
  }

  private static Election campaign(
      EtcdConnection etcd, String name, String identity, Election.Candidate candidate) {
    return Election.campaign(etcd, name, identity, candidate, System::nanoTime);
  }

  private static Term awaitLeader(Election election) throws InterruptedException {
    return Eventually.within(SOON).value("a leader", () -> election.term().orElse(null));
  }

  /// Who was elected and deposed, in order.
  private static final class Log {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    List<String> lines() {
      return List.copyOf(lines);
    }

    Election.Candidate of(String name) {
      return new Election.Candidate() {
        @Override
        public void elected(Term term) {
          lines.add(name + " elected");
        }

        @Override
        public void deposed(Term term, String why) {
          lines.add(name + " deposed");
        }
      };
    }
  }
}
