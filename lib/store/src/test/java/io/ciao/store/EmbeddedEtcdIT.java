package io.ciao.store;

import static io.ciao.store.Samples.count;
import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.instanceKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The child process: recorded, restarted, ended, confined to its certificates.
@Tag("api")
final class EmbeddedEtcdIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void whatIsRecordedIsWhatRunsAndStoppingLeavesNoProcess() throws Exception {
    Path data = directory.toRealPath().resolve("etcd/data");
    EtcdRecord record;
    try (EmbeddedEtcd etcd = EmbeddedEtcd.start(directory)) {
      record = EtcdRecord.read(directory.resolve("etcd"));
      assertThat(etcd.pid()).contains(record.pid());
      assertThat(EtcdProcesses.on(data))
          .containsExactly(new EtcdProcesses.Running(record.pid(), record.startTicks()));
      assertThat(record.clientUrls().getFirst().getHost()).isEqualTo("127.0.0.1");
      for (String key : List.of("client-key.pem", "server-key.pem")) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(directory.resolve("etcd/tls").resolve(key))))
            .isEqualTo("rw-------");
      }
    }
    assertThat(EtcdProcesses.on(data)).isEmpty();
    assertThat(EtcdRecord.read(directory.resolve("etcd")).pid()).isZero();
  }

  @Test
  void aKilledEtcdIsStartedAgainAndWatchesGoOnWithoutAGap() throws Exception {
    try (TestEtcd etcd = TestEtcd.start(directory);
        EtcdConnection connection = EtcdConnection.open(etcd.endpoint());
        EtcdStore store =
            EtcdStore.open(connection, EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER))) {
      StoredObject object = create(store, instanceKey("n", "web"));
      store.awaitCurrent();
      try (Subscription watch = store.watch("instances", "n", object.version())) {
        for (int round = 1; round <= 2; round++) {
          long pid = etcd.process().pid().orElseThrow();
          kill(pid);
          Eventually.within(LONG)
              .until("a new etcd", () -> etcd.process().pid().filter(p -> p != pid).isPresent());
          object = writtenAgain(store, object, round);
        }
        store.awaitCurrent();
        assertThat(watch.drain(10))
            .extracting(event -> count(((StoreEvent.Put) event).object()))
            .containsExactly(1L, 2L);
        assertThat(store.counters().relists()).isZero();
      }
    }
  }

  @Test
  void anEtcdLeftOverOnTheDataDirectoryIsEnded() throws Exception {
    URI firstUrl;
    try (EmbeddedEtcd first = EmbeddedEtcd.start(directory)) {
      assertThat(first.pid()).isPresent();
      firstUrl = EtcdRecord.read(directory.resolve("etcd")).clientUrls().getFirst();
    }
    Path own = directory.toRealPath().resolve("etcd");
    EtcdCommand command =
        new EtcdCommand(
            EtcdCommand.findProgram(),
            own.resolve("data"),
            new EtcdCertificates(own.resolve("tls")),
            List.of());
    Process leftOver =
        command
            .builder(EtcdCommand.urls(Optional.of(EtcdRecord.read(own))), own.resolve("old.log"))
            .start();
    try {
      Eventually.within(LONG)
          .until("it runs", () -> !EtcdProcesses.on(own.resolve("data")).isEmpty());

      try (EmbeddedEtcd etcd = EmbeddedEtcd.start(directory)) {
        assertThat(leftOver.isAlive()).isFalse();
        assertThat(etcd.pid()).isPresent().isNotEqualTo(Optional.of(leftOver.pid()));
        assertThat(EtcdRecord.read(own).clientUrls()).containsExactly(firstUrl);
      }
    } finally {
      leftOver.destroyForcibly().waitFor();
    }
  }

  @Test
  void anEtcdThatItsOwnerLeftAliveIsTakenOverLookedAfterAndStopped() throws Exception {
    EtcdRecord record;
    try (EmbeddedEtcd first = EmbeddedEtcd.start(directory)) {
      record = EtcdRecord.read(directory.resolve("etcd"));
      assertThat(first.pid()).contains(record.pid());
    }
    Path own = directory.toRealPath().resolve("etcd");
    EtcdCommand command =
        new EtcdCommand(
            EtcdCommand.findProgram(),
            own.resolve("data"),
            new EtcdCertificates(own.resolve("tls")),
            List.of());
    EtcdCommand.Urls urls = new EtcdCommand.Urls(record.clientUrls().getFirst(), record.peerUrl());
    // As it is after the owner was killed: running, and on record.
    Process orphan = command.builder(urls, own.resolve("etcd.log")).start();
    long ticks = EtcdProcesses.startTicks(orphan.pid()).orElseThrow();
    new EtcdRecord(record.clientUrls(), record.peerUrl(), orphan.pid(), ticks).write(own);
    try {
      try (EmbeddedEtcd etcd = EmbeddedEtcd.start(directory)) {
        assertThat(etcd.pid()).contains(orphan.pid());

        kill(orphan.pid());
        Eventually.within(LONG)
            .until("another one", () -> etcd.pid().filter(p -> p != orphan.pid()).isPresent());
      }
      assertThat(EtcdProcesses.on(own.resolve("data"))).isEmpty();
    } finally {
      orphan.destroyForcibly().waitFor();
    }
  }

  @Test
  void anEtcdOnRecordThatDoesNotAnswerIsEnded() throws Exception {
    EtcdRecord record;
    try (EmbeddedEtcd first = EmbeddedEtcd.start(directory)) {
      record = EtcdRecord.read(directory.resolve("etcd"));
      assertThat(first.pid()).contains(record.pid());
    }
    Path own = directory.toRealPath().resolve("etcd");
    EtcdCommand command =
        new EtcdCommand(
            EtcdCommand.findProgram(),
            own.resolve("data"),
            new EtcdCertificates(own.resolve("tls")),
            List.of());
    var urls = new EtcdCommand.Urls(record.clientUrls().getFirst(), record.peerUrl());
    Process stuck = command.builder(urls, own.resolve("etcd.log")).start();
    long ticks = EtcdProcesses.startTicks(stuck.pid()).orElseThrow();
    new EtcdRecord(record.clientUrls(), record.peerUrl(), stuck.pid(), ticks).write(own);
    new ProcessBuilder("kill", "-STOP", Long.toString(stuck.pid())).start().waitFor();
    try (EmbeddedEtcd etcd = EmbeddedEtcd.start(directory)) {
      assertThat(stuck.isAlive()).isFalse();
      assertThat(etcd.pid()).isPresent().isNotEqualTo(Optional.of(stuck.pid()));
    } finally {
      stuck.destroyForcibly().waitFor();
    }
  }

  @Test
  void whatDoesNotStartIsReportedWithItsStatusAndItsLastWords() {
    assertThatThrownBy(
            () ->
                EmbeddedEtcd.start(
                    directory, List.of("--auto-compaction-mode=nonsense"), Duration.ofSeconds(3)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("etcd does not answer within 3 s: ")
        .hasMessageMatching("(?s).*it ended [1-9][0-9]* times, last with status 1; .*")
        .hasMessageContaining(directory.resolve("etcd/etcd.log") + " is: ")
        .hasMessageContaining("unknown auto-compaction-mode");
  }

  @Test
  void aSecondOwnerIsRefusedAndTheFirstGoesOn() throws Exception {
    try (EmbeddedEtcd etcd = EmbeddedEtcd.start(directory)) {
      assertThatThrownBy(() -> EmbeddedEtcd.start(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("still running");
      assertThat(etcd.pid()).isPresent();
    }
  }

  @Test
  void aClientWithoutItsCertificateIsNotAnswered() throws Exception {
    Path strangers = directory.resolve("strangers");
    new EtcdCertificates(strangers).ensure(java.time.Instant.now());
    Path flat = directory.resolve("flat");
    Files.createDirectories(flat);
    try (TestEtcd etcd = TestEtcd.start(directory)) {
      Files.copy(directory.resolve("etcd/tls/ca.pem"), flat.resolve("ca.pem"));
      Files.copy(strangers.resolve("client-cert.pem"), flat.resolve("cert.pem"));
      Files.copy(strangers.resolve("client-key.pem"), flat.resolve("key.pem"));
      URI url = URI.create("https://127.0.0.1:" + etcd.port());
      try (EtcdConnection stranger =
          EtcdConnection.open(EtcdEndpoint.external(List.of(url), flat))) {
        assertThatThrownBy(() -> stranger.get("/ciao/x", Duration.ofSeconds(2)))
            .isInstanceOf(EtcdCallException.class);
      }
    }
  }

  @Test
  void aStoreOpenedBeforeEtcdFindsItWhenItComes() throws Exception {
    try (EtcdConnection connection = EtcdConnection.open(EtcdEndpoint.embedded(directory));
        EtcdStore store =
            EtcdStore.open(connection, EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER))) {
      assertThat(store.ready()).isFalse();
      assertThat(store.currentVersion()).isZero();
      assertThatThrownBy(() -> store.watch("instances", null, 64)).isInstanceOf(Expired.class);
      try (TestEtcd etcd = TestEtcd.start(directory)) {
        assertThat(etcd.revision()).isPositive();
        Eventually.within(LONG).until("ready", store::ready);
        create(store, instanceKey("n", "web"));
      }
    }
  }

  private static StoredObject writtenAgain(EtcdStore store, StoredObject before, long count)
      throws Exception {
    return Eventually.within(LONG)
        .value(
            "a write after the restart",
            () ->
                switch (store.commit(
                    Transaction.of(
                        new Change.Update(
                            before.key(),
                            before.version(),
                            Samples.counted(before.tree(), count))))) {
                  case CommitResult.Committed committed -> committed.object(before.key());
                  case CommitResult.Refused refused ->
                      throw new AssertionError("an unknown outcome was taken for a refusal");
                  case CommitResult.TermLost lost -> throw new AssertionError(lost);
                });
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }
}
