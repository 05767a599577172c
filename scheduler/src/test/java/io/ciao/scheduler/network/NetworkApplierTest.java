package io.ciao.scheduler.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.network.TenantNetworkSpec;
import io.ciao.api.network.TenantNetworkStatus;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.testkit.ManualClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever fails, the others have their turn; after the end of the leadership nobody has.
class NetworkApplierTest {
  private final List<String> sent = new ArrayList<>();
  private final Set<String> failing = new HashSet<>();
  private int code = 500;

  private ObjectNode answer(String what) {
    sent.add(what);
    if (failing.contains(what)) {
      throw new ApiException(code, "Some", "refused", List.of());
    }
    var answer = Json.object();
    answer.putObject("metadata").put("resourceVersion", Integer.toString(64 * sent.size()));
    return answer;
  }

  private final class Api implements NetworkApplier.Api {
    @Override
    public ObjectNode create(@Nullable String namespace, ObjectNode concentrator) {
      return answer("create");
    }

    @Override
    public ObjectNode delete(ObjectKey concentrator, String uid) {
      return answer("delete " + concentrator.name());
    }

    @Override
    public ObjectNode patch(ObjectKey concentrator, ObjectNode mergePatch) {
      return answer("patch " + concentrator.name());
    }

    @Override
    public ObjectNode patchStatus(ResourceType type, ObjectKey object, ObjectNode mergePatch) {
      return answer("status " + object.name());
    }
  }

  private ObjectNode post(String path, ObjectNode body) {
    var answers = answer("instances");
    body.path("items").forEach(_ -> answers.withArray("items").addObject().put("code", 200));
    return answers;
  }

  private long apply() throws InterruptedException {
    try (var batches = new InstanceBatches((path, body) -> post(path, body))) {
      return new NetworkApplier(new Api(), batches, ManualClock.atStart()).apply(actions());
    }
  }

  /// Two networks and an instance have something to be told.
  private static List<NetworkAction> actions() {
    return List.of(
        new NetworkAction.SetNetworkReady(network("a"), condition("Ready")),
        new NetworkAction.SetAttached(
            new TestInstance("t1", "web").bind("n1").build(), condition("NetworkAttached")),
        new NetworkAction.SetNetworkReady(network("b"), condition("Ready")));
  }

  private static Condition condition(String type) {
    return Condition.of(type, Condition.TRUE, "Available", "it is there");
  }

  private static TenantNetwork network(String name) {
    return new TenantNetwork(
        null,
        null,
        ObjectMeta.named("t1", name),
        TenantNetworkSpec.EMPTY,
        new TenantNetworkStatus(null, List.of(), null, null));
  }

  @Test
  void doesAllAndNamesTheHighestVersion() throws Exception {
    assertThat(apply()).isEqualTo(128);
    assertThat(sent).containsExactly("status a", "status b", "instances");
  }

  @Test
  void aWriteThatFailsKeepsNobodyElseFromItsTurn() {
    failing.add("status a");

    assertThatThrownBy(this::apply).isInstanceOf(ApiException.class);
    assertThat(sent).containsExactly("status a", "status b", "instances");
  }

  @Test
  void aLostRaceIsNoFailure() throws Exception {
    failing.add("status b");
    code = 409;

    assertThat(apply()).isEqualTo(64);
  }

  @Test
  void nothingIsTriedAfterTheEndOfTheLeadership() {
    failing.add("status a");
    code = 412;

    assertThatThrownBy(this::apply).isInstanceOf(ApiException.class);
    assertThat(sent).containsExactly("status a");
  }
}
