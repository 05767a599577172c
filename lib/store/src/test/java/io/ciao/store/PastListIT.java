package io.ciao.store;

import static io.ciao.store.Samples.count;
import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.delete;
import static io.ciao.store.Samples.instanceKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists of the past, as long as etcd knows it.
@Tag("api")
final class PastListIT {
  private TestEtcd etcd;
  private EtcdConnection connection;
  private EtcdStore store;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    etcd = TestEtcd.start(directory);
    connection = EtcdConnection.open(etcd.endpoint());
    store = EtcdStore.open(connection, EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER));
    store.awaitCurrent();
  }

  @AfterEach
  void stop() throws Exception {
    store.close();
    connection.close();
    etcd.close();
  }

  @Test
  void showsWhatAListShowedThen() throws Exception {
    List<StoredObject> made = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      made.add(create(store, instanceKey(i % 3 == 0 ? "a" : "a-b", "web" + i)));
    }
    store.awaitCurrent();
    Selection all = Selection.of("instances");
    Selection one = Selection.of("instances", "a");
    Listing then = store.list(all);
    Listing thenInOne = store.list(one);

    StoredObject changed = count(store, made.get(0), 1);
    delete(store, made.get(1));
    create(store, instanceKey("a", "new"));
    store.awaitCurrent();

    assertThat(store.listAt(all, then.version())).isEqualTo(then);
    assertThat(store.listAt(one, then.version())).isEqualTo(thenInOne);
    assertThat(store.listAt(all, store.currentVersion())).isEqualTo(store.list(all));
    assertThat(store.listAt(one, changed.version()).objects())
        .contains(changed)
        .hasSize(thenInOne.objects().size());
  }

  @Test
  void isExpiredOnceEtcdForgot() throws Exception {
    StoredObject object = create(store, instanceKey("n", "web"));
    count(store, object, 1);
    etcd.compact(etcd.revision());

    assertThatThrownBy(() -> store.listAt(Selection.of("instances"), object.version()))
        .isInstanceOf(Expired.class);
    long restored = ResourceVersions.encode(1, 5, ResourceVersions.LIST_PLACE);
    assertThatThrownBy(() -> store.listAt(Selection.of("instances"), restored))
        .isInstanceOf(Expired.class);
  }
}
