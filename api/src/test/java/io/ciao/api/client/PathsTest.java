package io.ciao.api.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathsTest {
  @Test
  void pathsFollowTheKubernetesConventions() {
    assertThat(ResourceType.INSTANCES.path(new ObjectKey("t1", "web")))
        .isEqualTo("/apis/ciao.io/v1/namespaces/t1/instances/web");
    assertThat(ResourceType.INSTANCES.path((String) null)).isEqualTo("/apis/ciao.io/v1/instances");
    assertThat(ResourceType.NODES.path(new ObjectKey(null, "n1")))
        .isEqualTo("/apis/ciao.io/v1/nodes/n1");
    assertThat(ResourceType.EVENTS.path("t1")).isEqualTo("/api/v1/namespaces/t1/events");
    assertThat(ResourceType.NAMESPACES.path(new ObjectKey(null, "a b/c")))
        .isEqualTo("/api/v1/namespaces/a%20b%2Fc");
  }

  @Test
  void queriesAreEncoded() {
    assertThat(ListQuery.ALL.queryString()).isEmpty();
    assertThat(ListQuery.fields("status.binding.nodeName=n1").at("7").queryString("watch=true"))
        .isEqualTo("?fieldSelector=status.binding.nodeName%3Dn1&resourceVersion=7&watch=true");
    assertThat(new ListQuery(null, "a in (b,c)", null, 5).queryString())
        .isEqualTo("?labelSelector=a%20in%20%28b%2Cc%29&limit=5");
  }

  @Test
  void refusalWithoutStatusNamesTheRequestAndTheCode() {
    var refused = ApiException.of(502, "GET /x", null);

    assertThat(refused).hasMessage("GET /x: answered HTTP 502");
    assertThat(refused.reason()).isEqualTo("Unknown");
  }

  @Test
  void refusalCarriesReasonAndFields() {
    var status = Json.object();
    status.put("kind", "Status").put("reason", "Invalid").put("message", "no");
    status
        .putObject("details")
        .putArray("causes")
        .addObject()
        .put("field", "spec.x")
        .put("message", "unknown field");

    var refused = ApiException.of(422, "POST /x", status);

    assertThat(refused).hasMessage("no");
    assertThat(refused.reason()).isEqualTo("Invalid");
    assertThat(refused.causes())
        .isEqualTo(List.of(new ApiException.Cause("spec.x", "unknown field")));
  }
}
