package io.ciao.apiserver.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.MemoryRegistry;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.auth.StoredNodeView;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.request.Query;
import io.ciao.apiserver.request.ReadOptions;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import io.ciao.apiserver.status.RequestRefused;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Workload `shared` of tenant `default`, and somebody without any role.
final class PermissionTest {
  private static final KindRegistry KINDS = KindRegistry.load();
  private static final String PATH = "/apis/ciao.io/v1/namespaces/default/workloads/shared";

  /// Whether the cache shows it as public.
  private final AtomicBoolean shown = new AtomicBoolean();

  private Permission permission(Runnable catchUp) {
    return new Permission(
        new Authorizer(
            new StoredNodeView(new MemoryRegistry(KINDS).store()),
            (_, _) -> shown.get(),
            (_, _) -> false),
        catchUp);
  }

  private static ResourceRequest get() {
    Query query = Query.parse("");
    Identity somebody = new Identity("eve", Set.of(), Set.of(), "");
    ApiRequest request = new ApiRequest("GET", PATH, query, Map.of(), new byte[0], somebody);
    RequestPath.Resource path = (RequestPath.Resource) RequestPath.parse(PATH).orElseThrow();
    var kind = KINDS.require("Workload");
    return new ResourceRequest(request, path, kind, Verb.GET, ReadOptions.of(query, kind));
  }

  @Test
  void asksAgainWithANewerCacheBeforeItRefuses() {
    permission(() -> shown.set(true)).require(get());

    assertThat(shown).isTrue();
  }

  @Test
  void refusesWhatNoCachePermits() {
    assertThatThrownBy(() -> permission(() -> {}).require(get()))
        .isInstanceOf(RequestRefused.class)
        .hasMessageContaining("User \"eve\" cannot get resource \"workloads\"");
  }

  @Test
  void showsNothingThatWasWithdrawnWhileTheReadWaited() throws Exception {
    shown.set(true);
    Permission permission = permission(() -> {});
    permission.require(get());
    Answer content = Answer.bytes(200, Answer.JSON, new byte[] {'{', '}'});

    assertThat(permission.through(get(), () -> content)).isSameAs(content);
    assertThatThrownBy(
            () ->
                permission.through(
                    get(),
                    () -> {
                      shown.set(false);
                      return content;
                    }))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(403));
  }
}
