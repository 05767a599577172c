package io.ciao.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathValueTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{.status.phase}=Active                            | true",
        ".status.phase=Active                              | true",
        "{.status.phase}=Gone                              | false",
        "{.status.phase}                                   | true",
        "{.status.none}                                    | false",
        "{.status.list[?(@.a==\"x=}\")].b}=7               | true",
        "{.status.count}=3                                 | true",
      })
  void holdsForThatValueOnly(String text, boolean holds) {
    var object =
        ObjectReader.readOne(
            "---\n{status: {phase: Active, count: 3, list: [{a: 'x=}', b: 7}]}}"
                .getBytes(StandardCharsets.UTF_8));

    assertThat(PathValue.parse(text).holds(object)).isEqualTo(holds);
  }
}
