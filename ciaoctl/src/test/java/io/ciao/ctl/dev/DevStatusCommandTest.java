package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevStatusCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6 | cluster in /d: up, 6 of 6 processes run",
        "5 | cluster in /d: partly up, 5 of 6 processes run; start what is missing: ciaoctl dev up",
        "0 | cluster in /d: down, 0 of 6 processes run; start what is missing: ciaoctl dev up",
      })
  void beginsWithWhetherTheClusterIsUp(long running, String line) {
    assertThat(DevStatusCommand.headline(Path.of("/d"), running, 6)).isEqualTo(line);
  }
}
