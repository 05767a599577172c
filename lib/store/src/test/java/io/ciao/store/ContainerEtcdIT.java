package io.ciao.store;

import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The contract against an etcd that we did not start ourselves: in a container, where Docker
/// answers.
@Tag("api")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContainerEtcdIT {
  private @Nullable EtcdContainer etcd;
  private @Nullable EtcdConnection connection;
  private @Nullable EtcdStore store;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Optional<String> obstacle = EtcdContainer.obstacle();
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    etcd = EtcdContainer.start(directory);
    connection = EtcdConnection.open(etcd.endpoint());
    EtcdStore opened =
        EtcdStore.open(connection, EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER));
    store = opened;
    Eventually.within(Duration.ofSeconds(30)).until("it follows", opened::ready);
  }

  @AfterAll
  void stop() {
    if (store != null) {
      store.close();
    }
    if (connection != null) {
      connection.close();
    }
    if (etcd != null) {
      etcd.close();
    }
  }

  @Nested
  final class ReadsAndWrites extends ResourceStoreContract {
    @Override
    protected ResourceStore store() {
      return java.util.Objects.requireNonNull(store);
    }
  }

  @Nested
  final class Watches extends WatchContract {
    @Override
    protected ResourceStore store() {
      return java.util.Objects.requireNonNull(store);
    }
  }
}
