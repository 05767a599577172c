package io.ciao.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several members, of which one is away or has stopped.
@Tag("api")
final class EtcdConnectionIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration ATTEMPT = Duration.ofMillis(500);
  private static final int READS = 20;

  @TempDir private static Path directory;
  private static TestEtcd etcd;

  @BeforeAll
  static void start() throws Exception {
    etcd = TestEtcd.start(directory);
  }

  @AfterAll
  static void stop() {
    if (etcd != null) {
      etcd.close();
    }
  }

  private static boolean answers(EtcdConnection connection) {
    try {
      connection.get("/any", ATTEMPT);
      return true;
    } catch (EtcdCallException e) {
      return false;
    }
  }

  @Test
  void memberThatHasStoppedIsLeftForTheNextAndNoRequestGoesToIt() throws Exception {
    try (TcpProxy stopped = TcpProxy.to(etcd.port());
        TcpProxy good = TcpProxy.to(etcd.port());
        EtcdConnection connection =
            EtcdConnection.open(etcd.endpoint(stopped.port(), good.port()))) {
      assertThat(answers(connection)).isTrue();
      assertThat(good.accepted()).isZero();

      stopped.holdAnswers();
      Eventually.within(LONG).until("the other member answers", () -> answers(connection));

      for (int i = 0; i < READS; i++) {
        assertThat(answers(connection)).as("read " + i).isTrue();
      }
      assertThat(good.accepted()).isEqualTo(1);
    }
  }

  @Test
  void memberThatIsAwayIsPassedOver() throws Exception {
    try (TcpProxy away = TcpProxy.to(etcd.port());
        TcpProxy good = TcpProxy.to(etcd.port());
        EtcdConnection connection = EtcdConnection.open(etcd.endpoint(away.port(), good.port()))) {
      away.refuse();

      Eventually.within(LONG).until("the other member answers", () -> answers(connection));
      good.refuse();
      away.heal();
      Eventually.within(LONG).until("the first is found again", () -> answers(connection));
    }
  }
}
