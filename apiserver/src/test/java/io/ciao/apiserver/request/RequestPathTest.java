package io.ciao.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPathTest {
  @ParameterizedTest
  @CsvSource({
    "/api/v1/namespaces,                                , namespaces, '', , ''",
    "/api/v1/namespaces/a,                              , namespaces, '', a, ''",
    "/api/v1/namespaces/a/status,                       , namespaces, '', a, status",
    "/api/v1/namespaces/a/events,                      a, events, '', , ''",
    "/api/v1/namespaces/a/events/e,                    a, events, '', e, ''",
    "/apis/ciao.io/v1/instances,                        , instances, '', , ''",
    "/apis/ciao.io/v1/instances:bind,                   , instances, bind, , ''",
    "/apis/ciao.io/v1/namespaces/a/instances/w/log,    a, instances, '', w, log",
    "/apis/ciao.io/v1/nodes/n/joined,                   , nodes, '', n, joined",
    "/apis/ciao.io/v1//nodes/,                          , nodes, '', , ''",
    "/apis/ciao.io/v1/namespaces/a/instances/w%2Dx,    a, instances, '', w-x, ''",
    "/apis/ciao.io/v1/namespaces/a/instances/w+x,      a, instances, '', w+x, ''",
  })
  void findsTheResource(
      String path, String namespace, String resource, String action, String name, String sub) {
    RequestPath.Resource found = (RequestPath.Resource) RequestPath.parse(path).orElseThrow();

    assertThat(found.namespace()).isEqualTo(namespace);
    assertThat(found.resource()).isEqualTo(resource);
    assertThat(found.action()).isEqualTo(action);
    assertThat(found.name()).isEqualTo(name);
    assertThat(found.subresource()).isEqualTo(sub);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/apis/ciao.io/v1/namespaces/a/instances/w/log/more",
        "/apis/ciao.io/v1/nodes/a%2Fb",
        "/apis/ciao.io/v1/nodes/a%00b",
        "/apis/ciao.io/v1/nodes/%zz",
      })
  void meansNothing(String path) {
    assertThat(RequestPath.parse(path)).isEmpty();
  }

  @Test
  void keepsOtherPathsAsTheyAre() {
    assertThat(RequestPath.parse("/openapi/v3/apis/ciao.io/v1/"))
        .contains(new RequestPath.NonResource("/openapi/v3/apis/ciao.io/v1"));
    assertThat(RequestPath.parse("/")).contains(new RequestPath.NonResource("/"));
  }

  @Test
  void namesTheResourceListOfAVersionByAnEmptyResource() {
    RequestPath.Resource found =
        (RequestPath.Resource) RequestPath.parse("/apis/ciao.io/v1").orElseThrow();

    assertThat(found.group()).isEqualTo("ciao.io");
    assertThat(found.resource()).isEmpty();
  }
}
