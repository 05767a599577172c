package io.ciao.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstFailureTest {
  private final List<String> done = new ArrayList<>();
  private final FirstFailure steps =
      new FirstFailure(UnsupportedOperationException.class::isInstance);

  private static void fail(String why) {
    throw new IllegalStateException(why);
  }

  @Test
  void everyStepHasItsTurnAndTheFirstFailureIsThrown() {
    steps.attempt(() -> fail("one"));
    steps.attempt(() -> done.add("two"));
    for (int i = 0; i < 10; i++) {
      steps.attempt(() -> fail("later"));
    }

    assertThat(done).containsExactly("two");
    assertThatThrownBy(steps::throwFirst).hasMessage("one");
  }

  @Test
  void whatEndsAllIsThrownAtOnce() {
    assertThatThrownBy(
            () ->
                steps.attempt(
                    () -> {
                      throw new UnsupportedOperationException("over");
                    }))
        .hasMessage("over");
  }

  @Test
  void nothingIsThrownWhereAllWentWell() {
    steps.attempt(() -> done.add("one"));

    assertThatCode(steps::throwFirst).doesNotThrowAnyException();
  }
}
