package io.ciao.launcher.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.node.NodeImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadyImagesTest {
  @Test
  void theLargestComeFirstInWhateverOrderTheyWereFound() {
    var images =
        new ArrayList<>(
            List.of(
                new NodeImage(List.of("b:1"), 5L),
                new NodeImage(List.of("c:1", "a:1"), 5L),
                new NodeImage(List.of("d:1"), 9L)));
    var told =
        List.of(
            new NodeImage(List.of("d:1"), 9L),
            new NodeImage(List.of("a:1", "c:1"), 5L),
            new NodeImage(List.of("b:1"), 5L));

    for (int i = 0; i < 20; i++) {
      Collections.shuffle(images, new java.util.Random(i));
      assertThat(ReadyImages.of(images)).isEqualTo(told);
    }
  }

  @Test
  void ofMoreThanTheStatusHoldsTheLargestAreTold() {
    var many =
        IntStream.range(0, NodeImage.IMAGES_MAX + 5)
            .mapToObj(i -> new NodeImage(List.of("i:" + i), (long) i))
            .toList();

    var told = ReadyImages.of(many);

    assertThat(told).hasSize(NodeImage.IMAGES_MAX);
    assertThat(told.getFirst().bytes()).isEqualTo(NodeImage.IMAGES_MAX + 4);
    assertThat(told.getLast().bytes()).isEqualTo(5);
  }

  /// The API takes all of a status or nothing: one bad image must not silence a node.
  @Test
  void whatTheApiWouldRefuseIsLeftOut() {
    var longest = "l".repeat(NodeImage.NAME_CHARACTERS_MAX);
    var names = List.of("f:1", "e:1", "d:1", "c:1", "b:1");
    var images =
        List.of(
            new NodeImage(List.of(longest, longest + "l"), -1L),
            new NodeImage(List.of("x".repeat(300)), 1L),
            new NodeImage(null, 1L),
            new NodeImage(List.of("long@sha256:1", "f:1", "e:1", "d:1", "b:1"), null),
            new NodeImage(names, 2L));

    assertThat(ReadyImages.of(images))
        .containsExactly(
            new NodeImage(List.of("b:1", "c:1", "d:1", "e:1"), 2L),
            new NodeImage(List.of("b:1", "d:1", "e:1", "f:1"), 0L),
            new NodeImage(List.of(longest), 0L));
  }
}
