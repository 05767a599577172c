package io.ciao.scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.UnbindItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InstanceBatchesTest {
  private final List<Integer> sizes = new CopyOnWriteArrayList<>();
  private final AtomicInteger atATime = new AtomicInteger();
  private final AtomicInteger mostAtATime = new AtomicInteger();

  private static List<UnbindItem> items(int count) {
    var items = new ArrayList<UnbindItem>();
    for (int i = 0; i < count; i++) {
      items.add(new UnbindItem(new InstanceRef("t", "i" + i, "u" + i), 1));
    }
    return items;
  }

  private ObjectNode answer(ObjectNode body) {
    mostAtATime.accumulateAndGet(atATime.incrementAndGet(), Math::max);
    sizes.add(body.path("items").size());
    var answer = Json.object();
    var items = answer.putArray("items");
    body.path("items")
        .forEach(
            item ->
                items
                    .addObject()
                    .put("uid", item.path("uid").asText())
                    .put("code", 200)
                    .put("resourceVersion", "640"));
    atATime.decrementAndGet();
    return answer;
  }

  @Test
  void splitsByTheApiserversLimitAndAnswersInOrder() throws InterruptedException {
    try (var batches = new InstanceBatches((_, body) -> answer(body))) {
      var answers = batches.post(BatchVerb.BIND, items(2 * 256 + 1));

      assertThat(sizes).containsExactlyInAnyOrder(256, 256, 1);
      assertThat(answers).hasSize(513);
      assertThat(answers.get(512).uid()).isEqualTo("u512");
      assertThat(answers.get(0).resourceVersion()).isEqualTo(640);
    }
  }

  @Test
  void sendsOnlySoManyRequestsAtATime() throws InterruptedException {
    try (var batches = new InstanceBatches((_, body) -> answer(body))) {
      batches.post(BatchVerb.BIND, items(256 * 20));

      assertThat(mostAtATime.get()).isBetween(1, 4);
    }
  }

  @Test
  void allRequestsHaveEndedWhenOneFails() {
    var calls = new AtomicInteger();
    try (var batches =
        new InstanceBatches(
            (_, body) -> {
              if (calls.incrementAndGet() == 1) {
                throw new ApiUnreachableException("nobody", new IOException("test"));
              }
              return answer(body);
            })) {
      assertThatThrownBy(() -> batches.post(BatchVerb.BIND, items(256 * 8)))
          .isInstanceOf(ApiUnreachableException.class);

      assertThat(sizes).hasSize(7);
      assertThat(atATime).hasValue(0);
    }
  }

  @Test
  void answerThatLeavesItemsOutIsNoAnswer() {
    try (var batches = new InstanceBatches((_, _) -> Json.object())) {
      assertThatThrownBy(() -> batches.post(BatchVerb.BIND, items(3)))
          .isInstanceOf(ApiUnreachableException.class)
          .hasMessage("post instances:bind: 3 items were sent and 0 answered");
    }
  }

  @Test
  void nothingIsSentForNoItems() throws InterruptedException {
    try (var batches = new InstanceBatches((_, body) -> answer(body))) {
      assertThat(batches.post(BatchVerb.BIND, List.of())).isEmpty();
      assertThat(sizes).isEmpty();
    }
  }
}
