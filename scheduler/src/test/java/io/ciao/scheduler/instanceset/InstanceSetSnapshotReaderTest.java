package io.ciao.scheduler.instanceset;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.scheduler.TestCluster;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstanceSetSnapshotReaderTest {
  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void instance(String namespace, String name, String controllerUid) {
    var owners =
        controllerUid.isEmpty()
            ? ""
            : ", ownerReferences: [{apiVersion: ciao.io/v1, kind: InstanceSet, name: web, uid: "
                + controllerUid
                + ", controller: true}]";
    cluster.put(
        ResourceType.INSTANCES,
        """
        apiVersion: ciao.io/v1
        kind: Instance
        metadata: {namespace: %s, name: %s%s}
        spec: {}
        """
            .formatted(namespace, name, owners));
  }

  @Test
  void readsOnceWhatTheSetControlsAndWhatHasANameOfIts() throws InterruptedException {
    cluster.put(
        ResourceType.INSTANCE_SETS,
        """
        apiVersion: ciao.io/v1
        kind: InstanceSet
        metadata: {namespace: t1, name: web}
        spec: {replicas: 1, template: {spec: {}}}
        """);
    instance("t1", "web-0", "uid-web");
    instance("t1", "web-1", "");
    instance("t1", "renamed", "uid-web");
    instance("t1", "web-x", "");
    instance("t1", "other-0", "uid-other");
    instance("t2", "web-0", "");

    var reader = new InstanceSetSnapshotReader(cluster.caches(), () -> Instant.EPOCH);
    var snapshot = reader.read(new ObjectKey("t1", "web")).orElseThrow();

    assertThat(snapshot.instances())
        .extracting(i -> i.metadata().requireName())
        .containsExactlyInAnyOrder("web-0", "web-1", "renamed");
  }
}
