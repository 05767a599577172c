package io.ciao.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Image;
import io.ciao.api.node.NodeImage;
import io.ciao.testkit.Eventually;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EngineImagesTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final NodeImage WEB = new NodeImage(List.of("web:1"), 7L);

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private List<Image> there = List.of(image("{'RepoTags': ['web:1'], 'Size': 7}"));
  private boolean away;
  private final EngineImages images = new EngineImages(this::list, now::get, LONG);

  private List<Image> list() {
    asked.incrementAndGet();
    if (away) {
      throw new IllegalStateException("no engine");
    }
    return there;
  }

  /// As the engine answers, with other quotes.
  private static Image image(String text) {
    try {
      return new ObjectMapper().readValue(text.replace('\'', '"'), Image.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theEngineIsAskedOnceAndAgainWhenSomethingChangedOrAfterAWhile() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(images.latest()).contains(List.of(WEB));
    }
    assertThat(asked).hasValue(1);

    there = List.of();
    images.changed();
    assertThat(images.latest()).contains(List.of());
    assertThat(asked).hasValue(2);

    now.addAndGet(EngineImages.AGAIN.toNanos() - 1);
    images.latest();
    assertThat(asked).hasValue(2);
    now.addAndGet(1);
    images.latest();
    assertThat(asked).hasValue(3);
  }

  @Test
  void anEngineThatIsAwayHasNoneAndIsAskedEachTime() throws Exception {
    away = true;
    assertThat(images.latest()).contains(List.of());
    assertThat(images.latest()).contains(List.of());
    assertThat(asked).hasValue(2);

    away = false;
    assertThat(images.latest()).contains(List.of(WEB));
    images.latest();
    assertThat(asked).hasValue(3);
  }

  @Test
  void aSlowEngineIsNotWaitedForAndNotAskedTwiceAtATime() throws Exception {
    var answers = new CountDownLatch(1);
    var slow =
        new EngineImages(
            () -> {
              asked.incrementAndGet();
              await(answers);
              return there;
            },
            now::get,
            Duration.ofMillis(5));

    assertThat(slow.latest()).as("nobody knows yet").isEmpty();
    slow.changed();
    assertThat(slow.latest()).isEmpty();
    assertThat(asked).hasValue(1);

    answers.countDown();
    Eventually.within(LONG).untilAsserted(() -> assertThat(slow.latest()).contains(List.of(WEB)));
    slow.latest();
    Eventually.within(LONG).until("asked for what changed meanwhile", () -> asked.get() == 2);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void imagesHaveTheNamesThatTagsAndDigestsGiveThem() throws Exception {
    there =
        Arrays.asList(
            image(
                """
                {'RepoTags': ['docker.io/library/web:1', 'web:1', '<none>:<none>'],
                 'RepoDigests': ['web@sha256:ab', '<none>@<none>'], 'Size': 7}\
                """),
            image("{'RepoTags': ['<none>:<none>'], 'Size': 9}"),
            image("{'RepoTags': null, 'RepoDigests': ['old@sha256:cd']}"),
            image("{}"));

    assertThat(images.latest())
        .contains(
            List.of(
                new NodeImage(List.of("web:1", "web@sha256:ab"), 7L),
                new NodeImage(List.of("old@sha256:cd"), 0L)));
  }
}
