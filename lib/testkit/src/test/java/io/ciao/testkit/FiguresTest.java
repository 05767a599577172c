package io.ciao.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FiguresTest {
  @Test
  void medianIsTheMiddleOfTheSorted() {
    assertThat(new Figures(List.of(9.0, 1.0, 4.0)).median()).isEqualTo(4);
    assertThat(new Figures(List.of(9.0, 1.0, 4.0, 2.0)).median()).isEqualTo(3);
    assertThat(new Figures(List.of(7.0)).median()).isEqualTo(7);
  }

  @Test
  void lineTellsMedianAndSpread() {
    var five = new Figures(List.of(612_000.4, 598_000.0, 620_000.0, 601_000.0, 619_000.0));
    assertThat(five.line("ssntp 1 client 0 B", "frames/s"))
        .isEqualTo("ssntp 1 client 0 B 612000 frames/s min 598000 max 620000 (5 runs, median)");
    assertThat(new Figures(List.of(2.0)).line("x", "s"))
        .isEqualTo("x 2 s min 2 max 2 (1 run, median)");
  }

  @Test
  void refusesNoRuns() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Figures(List.of()));
  }
}
