package io.ciao.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a request does, as permissions, audit and figures say it.
final class VerbTest {
  @ParameterizedTest
  @CsvSource({
    "GET, instances, false, LIST",
    "GET, instances, true, WATCH",
    "POST, instances, false, CREATE",
    "DELETE, instances, false, DELETECOLLECTION",
    "PUT, instances, false,",
    "GET, instances/web, true, GET",
    "PUT, instances/web, false, UPDATE",
    "PATCH, instances/web, false, PATCH",
    "DELETE, instances/web, false, DELETE",
    "POST, instances/web, false,",
    "HEAD, instances/web, false,",
    "GET, instances/web/status, false, GET",
    "POST, instances:bind, false, CREATE",
    "DELETE, instances/web/status, false,"
  })
  void comesFromMethodAndPath(String method, String path, boolean watching, Verb verb) {
    var parsed = RequestPath.parse("/apis/ciao.io/v1/namespaces/team/" + path).orElseThrow();

    assertThat(Verb.of(method, (RequestPath.Resource) parsed, watching).orElse(null))
        .isEqualTo(verb);
  }
}
