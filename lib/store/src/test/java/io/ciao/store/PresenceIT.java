package io.ciao.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.store.PresenceFeed.Seen;
import io.ciao.store.PresenceStore.Outcome;
import io.ciao.testkit.Eventually;
import io.etcd.jetcd.options.LeaseOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Renewals of presence against a real etcd, and what whoever follows them sees.
@Tag("api")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PresenceIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private TestEtcd etcd;
  private TcpProxy proxy;
  private EtcdConnection connection;
  private EtcdConnection proxied;
  private PresenceWriter writer;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    etcd = TestEtcd.start(directory);
    proxy = TcpProxy.to(etcd.port());
    connection = EtcdConnection.open(etcd.endpoint());
    proxied = EtcdConnection.open(etcd.endpoint(proxy.port()));
    writer = PresenceWriter.start(connection);
  }

  @AfterAll
  void stop() throws Exception {
    writer.close();
    proxied.close();
    connection.close();
    proxy.close();
    etcd.close();
  }

  private Outcome renew(String node, long incarnation, long seq) throws Exception {
    return writer.renew(node, new Renewal(incarnation, seq), SOON);
  }

  private String presence(String node) throws Exception {
    return connection.get(SystemKeys.presence(node), SOON).getKvs().stream()
        .map(value -> value.getValue().toString())
        .findFirst()
        .orElse("none");
  }

  @Test
  void onlyAMembersIncarnationRenews() throws Exception {
    etcd.put(SystemKeys.member("a"), "Member(7)");
    etcd.put(SystemKeys.member("b"), "Lost(7)");

    assertThat(renew("a", 7, 1)).isEqualTo(new Outcome.Renewed());
    assertThat(renew("a", 6, 2)).isEqualTo(new Outcome.Refused("Member(7)"));
    assertThat(renew("b", 7, 1)).isEqualTo(new Outcome.Refused("Lost(7)"));
    assertThat(renew("c", 7, 1)).isEqualTo(new Outcome.Refused(null));

    assertThat(presence("a")).isEqualTo("7 1");
    assertThat(presence("b")).isEqualTo("none");
    assertThat(presence("c")).isEqualTo("none");
  }

  @Test
  void manyGoTogetherAndEachHasItsOwnOutcome() throws Exception {
    for (int i = 0; i < 150; i += 2) {
      etcd.put(SystemKeys.member("many-" + i), "Member(1)");
    }
    var before = etcd.revision();

    List<CompletableFuture<Outcome>> outcomes;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      outcomes =
          IntStream.range(0, 150)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> unchecked("many-" + i), threads))
              .toList();
    }

    for (int i = 0; i < 150; i++) {
      assertThat(outcomes.get(i).join())
          .isEqualTo(i % 2 == 0 ? new Outcome.Renewed() : new Outcome.Refused(null));
    }
    assertThat(etcd.revision() - before).as("transactions").isBetween(2L, 20L);
  }

  private Outcome unchecked(String node) {
    try {
      return renew(node, 1, 1);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void ofOneNodeTheNewestStandsForAll() throws Exception {
    etcd.put(SystemKeys.member("twice"), "Member(1)");
    List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.rangeClosed(1, 20)
          .forEach(seq -> threads.submit(() -> outcomes.add(renew("twice", 1, seq))));
    }

    assertThat(outcomes).hasSize(20).containsOnly(new Outcome.Renewed());
  }

  @Test
  void leaseThatHasEndedIsGrantedAnew() throws Exception {
    etcd.put(SystemKeys.member("lease"), "Member(1)");
    assertThat(renew("lease", 1, 1)).isEqualTo(new Outcome.Renewed());
    var lease = connection.get(SystemKeys.presence("lease"), SOON).getKvs().getFirst().getLease();
    connection.call("revoke", SOON, client -> client.getLeaseClient().revoke(lease));
    assertThat(presence("lease")).isEqualTo("none");

    assertThat(renew("lease", 1, 2)).isEqualTo(new Outcome.Renewed());

    assertThat(presence("lease")).isEqualTo("1 2");
  }

  @Test
  void presenceEndsWithTheLeaseOfItsWriterAndNotBefore() throws Exception {
    etcd.put(SystemKeys.member("ends"), "Member(1)");
    try (var other = PresenceWriter.start(connection)) {
      other.renew("ends", new Renewal(1, 1), SOON);
    }

    var kept = connection.get(SystemKeys.presence("ends"), SOON).getKvs().getFirst();
    var lease =
        connection.call(
            "look at a lease",
            SOON,
            client -> client.getLeaseClient().timeToLive(kept.getLease(), LeaseOption.DEFAULT));
    assertThat(lease.getGrantedTTL()).isEqualTo(PresenceWriter.TTL.toSeconds());
  }

  @Test
  void saysSoWhenEtcdDoesNotAnswer() throws Exception {
    try (var cut = PresenceWriter.start(proxied)) {
      proxy.refuse();
      assertThatThrownBy(() -> cut.renew("a", new Renewal(7, 1), Duration.ofSeconds(2)))
          .isInstanceOf(StoreException.Timeout.class)
          .hasMessageStartingWith("renew the presence of a: ");
      proxy.heal();
      Eventually.within(SOON)
          .until(
              "a probe is written again",
              () -> {
                cut.probe(".mended", new Renewal(0, 1), SOON);
                return true;
              });
    }
  }

  /// What a follower was told, in words.
  private static final class Told implements PresenceFeed.Listener {
    private final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public void listed(Map<String, Seen> presences) {
      all.add("listed " + presences.keySet());
    }

    @Override
    public void renewed(String node, Seen seen) {
      all.add("renewed " + node + " " + seen.renewal());
    }

    @Override
    public void gone(String node) {
      all.add("gone " + node);
    }
  }

  @Test
  void feedListsAndThenTellsEveryChange() throws Exception {
    etcd.put(SystemKeys.member("old"), "Member(3)");
    renew("old", 3, 1);
    var told = new Told();
    try (var _ = PresenceFeed.start(connection, told)) {
      Eventually.within(SOON).until("a list", () -> !told.all.isEmpty());

      renew("old", 3, 2);
      writer.probe(".probe", new Renewal(0, 9), SOON);
      etcd.put(SystemKeys.PRESENCES + "strange", "by hand");
      etcd.delete(SystemKeys.presence("old"));

      Eventually.within(SOON).until("the last change", () -> told.all.contains("gone old"));
      assertThat(told.all.getFirst()).startsWith("listed").contains("old");
      assertThat(told.all)
          .contains("renewed old 3 2", "renewed .probe 0 9")
          .noneMatch(line -> line.contains("strange"));
    }
  }

  @Test
  void feedListsAgainAfterABreak() throws Exception {
    etcd.put(SystemKeys.member("old"), "Member(3)");
    var told = new Told();
    try (var _ = PresenceFeed.start(proxied, told)) {
      Eventually.within(SOON).until("a list", () -> !told.all.isEmpty());

      proxy.cut();

      Eventually.within(SOON)
          .until(
              "a second list",
              () -> told.all.stream().filter(line -> line.startsWith("listed")).count() > 1);
    }
  }
}
