package io.ciao.apiserver.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.MemoryRegistry;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import io.ciao.reconcile.PassResult;
import io.ciao.store.Change;
import io.ciao.store.ResourceKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The passes that end a tenant, one by one.
final class NamespaceTerminationTest {
  private static final ResourceKey TENANT = ResourceKey.cluster("tenants", "team");
  private static final ResourceKey POISONED =
      ResourceKey.namespaced("configmaps", "team", "poisoned");

  private final MemoryRegistry world = new MemoryRegistry();
  private final NamespaceTermination termination =
      new NamespaceTermination(
          new NamespaceTermination.Parts(
              world.store(), world.registry(), world.kinds(), world.clock(), world.context()));

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void anObjectThatCannotBeDeletedKeepsNoOtherFromGoingAndIsSaid() throws Exception {
    world.create(TENANT);
    for (String name : new String[] {"a", "poisoned", "z"}) {
      world.create(ResourceKey.namespaced("configmaps", "team", name));
    }
    world.delete(TENANT, Propagation.BACKGROUND);
    world
        .store()
        .reject(
            transaction ->
                transaction.changes().stream()
                    .anyMatch(
                        change ->
                            change instanceof Change.Delete delete
                                && delete.key().equals(POISONED)));
    assertThat(termination.all()).containsExactly("team");

    assertThat(termination.pass("team")).isInstanceOf(PassResult.Retry.class);

    assertThat(world.store().list("configmaps", "team").objects())
        .extracting(object -> object.key())
        .containsExactly(POISONED);
    assertThat(world.get(TENANT).orElseThrow().tree().path("status").toString())
        .contains("as the test asked");

    world.store().heal();
    termination.pass("team");
    assertThat(termination.pass("team")).isEqualTo(PassResult.DONE);
    assertThat(world.get(TENANT)).isEmpty();
    assertThat(world.get(ResourceKey.cluster("namespaces", "team"))).isEmpty();
    assertThat(termination.pass("team")).isEqualTo(PassResult.DONE);
  }
}
