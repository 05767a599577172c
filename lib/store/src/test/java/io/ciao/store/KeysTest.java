package io.ciao.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Keys, terms, transactions and end points as text.
class KeysTest {
  @Test
  void aKeyComesBackFromItsEtcdKey() {
    for (ResourceKey key :
        List.of(ResourceKey.cluster("nodes", "cn1"), Samples.instanceKey("team-a", "web"))) {
      assertThat(ResourceKey.of(key.etcdKey())).isEqualTo(key);
    }
    assertThat(Samples.instanceKey("team-a", "web").etcdKey())
        .isEqualTo("/ciao/instances/team-a/web");
    assertThat(ResourceKey.cluster("nodes", "cn1")).hasToString("nodes/cn1");
  }

  @Test
  void whatIsNoResourcesKeyIsNotTakenForOne() {
    for (String bad :
        List.of(
            "/ciao-sys/restores",
            "/ciao/nodes",
            "/ciao/nodes/",
            "/ciao//a/b",
            "/ciao/a/b/c/d",
            "x",
            "")) {
      assertThat(ResourceKey.parse(bad)).as(bad).isEmpty();
    }
    assertThatThrownBy(() -> ResourceKey.cluster("nodes", "a/b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysSortByResourceThenNamespaceThenName() {
    List<ResourceKey> sorted =
        List.of(
            Samples.instanceKey("a", "x"),
            Samples.instanceKey("a", "y"),
            Samples.instanceKey("b", "a"),
            ResourceKey.cluster("nodes", "n1"),
            ResourceKey.cluster("nodes", "n2"),
            ResourceKey.namespaced("nodes", "a", "a"),
            ResourceKey.cluster("tenants", "a"));
    for (int i = 0; i < sorted.size(); i++) {
      for (int j = 0; j < sorted.size(); j++) {
        assertThat(Integer.signum(sorted.get(i).compareTo(sorted.get(j))))
            .as("%s and %s", sorted.get(i), sorted.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void aNameHasSomethingInItAndNoSlash() {
    assertThat(ResourceKey.isName("a")).isTrue();
    for (String bad : List.of("", "/", "a/", "/a")) {
      assertThat(ResourceKey.isName(bad)).as(bad).isFalse();
      assertThatThrownBy(() -> ResourceKey.cluster(bad, "a")).hasMessageStartingWith("resource of");
      assertThatThrownBy(() -> ResourceKey.cluster("a", bad)).hasMessageStartingWith("name of");
      assertThatThrownBy(() -> ResourceKey.namespaced("a", bad, "a"))
          .hasMessageStartingWith("namespace of");
    }
    assertThatThrownBy(() -> ResourceKey.of("/ciao-sys/x"))
        .hasMessage("not the key of a resource: /ciao-sys/x");
  }

  @Test
  void aTermComesBackFromItsHeader() {
    assertThat(Term.parse("scheduler/4711")).contains(new Term("scheduler", 4711));
    assertThat(new Term("scheduler", 4711)).hasToString("scheduler/4711");
    for (String bad :
        List.of("", "scheduler", "/1", "scheduler/", "scheduler/0", "a/b/1", "a/-1")) {
      assertThat(Term.parse(bad)).as(bad).isEmpty();
    }
  }

  @Test
  void aTransactionWithTwoObjectsAtOnePlaceIsRefused() {
    ResourceKey one = Samples.instanceKey("n", "i0");
    int i = 1;
    while (!Transaction.placesCollide(one, Samples.instanceKey("n", "i" + i))) {
      i++;
    }
    ResourceKey twin = Samples.instanceKey("n", "i" + i);

    assertThatThrownBy(
            () -> Transaction.of(new Change.Delete(one, 64), new Change.Delete(twin, 64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("place");
  }

  @Test
  void aTransactionNamesAKeyOnceAndEightObjectsAtMost() {
    ResourceKey key = Samples.instanceKey("n", "a");
    List<Change> nine =
        Samples.keysOfDifferentPlaces("n", 9).stream()
            .<Change>map(each -> new Change.Delete(each, 64))
            .toList();

    assertThatThrownBy(() -> Transaction.of(new Change.Delete(key, 64), new Change.Delete(key, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> new Transaction(nine, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit is 8");
    assertThatThrownBy(() -> new Transaction(List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Transaction.of(new Change.PutSystem("/ciao/x/y", "v", Expected.any())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("system key");
  }

  @Test
  void anEndPointIsADirectoryOrHttpsUrlsWithCertificates() {
    Path tls = Path.of("tls");
    assertThat(EtcdEndpoint.parse("embedded:state", null)).hasToString("embedded:state");
    assertThat(EtcdEndpoint.parse("https://a:2379,https://b:2379", tls))
        .hasToString("[https://a:2379, https://b:2379]");
    assertThatThrownBy(() -> EtcdEndpoint.parse("https://a:2379", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--etcd-tls");
    assertThatThrownBy(() -> EtcdEndpoint.parse("http://a:2379", tls))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://");
  }
}
