package io.ciao.store;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The contract against a real etcd.
@Tag("api")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EtcdStoreIT {
  private TestEtcd etcd;
  private EtcdConnection connection;
  private EtcdStore store;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    etcd = TestEtcd.start(directory);
    connection = EtcdConnection.open(etcd.endpoint());
    store = EtcdStore.open(connection, EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER));
  }

  @AfterAll
  void stop() {
    store.close();
    connection.close();
    etcd.close();
  }

  @Nested
  final class ReadsAndWrites extends ResourceStoreContract {
    @Override
    protected ResourceStore store() {
      return store;
    }
  }

  @Nested
  final class Watches extends WatchContract {
    @Override
    protected ResourceStore store() {
      return store;
    }
  }
}
