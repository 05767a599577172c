package io.ciao.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.output.LiveFrame.Section;
import io.ciao.ctl.output.LiveFrame.Size;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveFrameTest {
  @Test
  void showsTablesBelowEachOther() {
    var lines =
        LiveFrame.lines(
            "now", List.of(section("instances", 1), section("nodes", 2)), new Size(80, 24));

    assertThat(lines)
        .containsExactly(
            "now",
            "",
            "instances (1)",
            "NAME   STATE",
            "name0  Running",
            "",
            "nodes (2)",
            "NAME   STATE",
            "name0  Running",
            "name1  Running");
  }

  @Test
  void countsWhatDoesNotFit() {
    var lines = LiveFrame.lines("now", List.of(section("instances", 100)), new Size(80, 10));

    assertThat(lines).hasSize(10).last().isEqualTo("… and 95 more");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 24})
  void neverIsLargerThanTheTerminal(int size) {
    var sections = List.of(section("a", 9), section("b", 0), section("c", 30));

    assertThat(LiveFrame.lines("heading", sections, new Size(size, size)))
        .hasSizeLessThanOrEqualTo(size)
        .allMatch(line -> line.length() <= size);
  }

  private static Section section(String title, int rows) {
    return new Section(
        title,
        List.of("NAME", "STATE"),
        IntStream.range(0, rows).mapToObj(i -> List.of("name" + i, "Running")).toList());
  }
}
