package io.ciao.apiserver.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.exchange.ByteSink;
import io.ciao.apiserver.exchange.StreamBody;
import io.ciao.apiserver.request.Query;
import io.ciao.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LimitedHandlerTest {
  private static final Limits SMALL = new Limits(3, 3, 2, 5, 3, 2, 10);

  private final ManualClock clock = ManualClock.atStart();

  private static ApiRequest from(String user, String... groups) {
    Identity identity = new Identity(user, Set.of(groups), Set.of(), "");
    return new ApiRequest("GET", "/x", Query.parse("watch=1"), Map.of(), new byte[0], identity);
  }

  private LimitedHandler answering(Answer answer) {
    return new LimitedHandler(_ -> answer, SMALL, clock.nanos());
  }

  @Test
  void holdsEachUserToItsRateAndSaysWhenToComeBack() throws Exception {
    LimitedHandler handler = answering(Answer.text(200, "ok"));

    for (int i = 0; i < 10; i++) {
      assertThat(handler.handle(from("a")).code()).isEqualTo(200);
    }
    Answer over = handler.handle(from("a"));
    assertThat(over.code()).isEqualTo(429);
    assertThat(over.headers()).contains(Map.entry("Retry-After", "1"));
    assertThat(handler.handle(from("b")).code()).isEqualTo(200);
    assertThat(handler.refused()).isEqualTo(1);

    clock.advance(Duration.ofSeconds(1));
    assertThat(handler.handle(from("a")).code()).isEqualTo(200);
  }

  @Test
  void doesNotHoldAdminsAndSchedulersToARate() throws Exception {
    LimitedHandler handler = answering(Answer.text(200, "ok"));

    for (int i = 0; i < 100; i++) {
      assertThat(handler.handle(from("admin", "ciao:admins")).code()).isEqualTo(200);
      assertThat(handler.handle(from("s", "ciao:schedulers")).code()).isEqualTo(200);
    }
  }

  @Test
  void boundsWatchesPerUserAndInAllUntilTheyEnd() throws Exception {
    LimitedHandler handler = answering(Answer.stream(200, Answer.JSON, new Watch()));

    List<Answer> open = new ArrayList<>();
    open.add(handler.handle(from("a")));
    open.add(handler.handle(from("a")));
    assertThat(handler.handle(from("a")).code()).isEqualTo(429);
    open.add(handler.handle(from("b")));
    assertThat(handler.handle(from("b")).code()).isEqualTo(429);
    assertThat(open).allMatch(answer -> answer.code() == 200);
    assertThat(handler.watches()).isEqualTo(3);
    assertThat(handler.requests()).isZero();

    ((Answer.Streamed) open.get(0)).body().writeTo(_ -> {});
    ((Answer.Streamed) open.get(1)).body().abandon();
    assertThat(handler.watches()).isEqualTo(1);
    assertThat(handler.handle(from("a")).code()).isEqualTo(200);
  }

  @Test
  void boundsRequestsUnderWayPerUser() throws Exception {
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    LimitedHandler handler =
        new LimitedHandler(
            request ->
                request.identity().user().equals("slow") ? slow.join() : Answer.text(200, ""),
            SMALL,
            clock.nanos());
    List<CompletableFuture<Integer>> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Integer> code = new CompletableFuture<>();
      held.add(code);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  code.complete(handler.handle(from("slow")).code());
                } catch (InterruptedException e) {
                  code.completeExceptionally(e);
                }
              });
    }
    // The third is refused once it has waited; who else asks is answered meanwhile.
    assertThat(handler.handle(from("quick")).code()).isEqualTo(200);
    Object first =
        CompletableFuture.anyOf(held.toArray(CompletableFuture<?>[]::new))
            .get(10, TimeUnit.SECONDS);
    assertThat(first).isEqualTo(429);
    assertThat(handler.requests()).isEqualTo(2);

    slow.complete(Answer.text(200, ""));
    for (CompletableFuture<Integer> code : held) {
      assertThat(code.get(10, TimeUnit.SECONDS)).isIn(200, 429);
    }
    assertThat(handler.requests()).isZero();
  }

  @Test
  void doesNotMakeSignsOfLifeWaitForWhatTheNodeAsksBeside() throws Exception {
    LimitedHandler handler = answering(Answer.text(200, "ok"));
    while (handler.handle(from("system:node:n1", "system:nodes")).code() == 200) {
      assertThat(handler.refused()).isZero();
    }

    for (int i = 0; i < 100; i++) {
      assertThat(handler.handle(renewal("system:nodes")).code()).isEqualTo(200);
    }
    // Anybody else's is a request as others are.
    assertThat(handler.handle(renewal()).code()).isEqualTo(429);
  }

  private static ApiRequest renewal(String... groups) {
    Identity identity = new Identity("system:node:n1", Set.of(groups), Set.of(), "");
    String path = "/apis/ciao.io/v1/nodes/n1/renew";
    return new ApiRequest("POST", path, Query.parse(""), Map.of(), new byte[0], identity);
  }

  @Test
  void neverRefusesHealth() throws Exception {
    LimitedHandler handler = answering(Answer.text(200, "ok"));
    ApiRequest health =
        new ApiRequest("GET", "/livez", Query.parse(""), Map.of(), new byte[0], Identity.ANONYMOUS);

    for (int i = 0; i < 1_000; i++) {
      assertThat(handler.handle(health).code()).isEqualTo(200);
    }
  }

  private static final class Watch implements StreamBody {
    @Override
    public void writeTo(ByteSink sink) throws IOException, InterruptedException {
      sink.write(new byte[1]);
    }
  }
}
