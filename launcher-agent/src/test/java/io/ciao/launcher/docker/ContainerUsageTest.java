package io.ciao.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.launcher.driver.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ContainerUsageTest {
  private static Optional<Usage> parse(String stats) {
    return ContainerUsage.parse(Json.parse(stats.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsBothSortsOfControlGroups() {
    assertThat(
            parse(
                """
                {"cpu_stats": {"cpu_usage": {"total_usage": 1500}},
                 "memory_stats": {"usage": 9000, "stats": {"inactive_file": 1000}}}\
                """))
        .contains(new Usage(1500, 8000, -1));
    assertThat(
            parse(
                """
                {"cpu_stats": {"cpu_usage": {"total_usage": 1500}},
                 "memory_stats": {"usage": 9000, "stats": {"total_inactive_file": 2000}}}\
                """))
        .contains(new Usage(1500, 7000, -1));
  }

  @Test
  void whatIsNotToldIsUnknownAndNotZero() {
    assertThat(parse("{\"cpu_stats\": {\"cpu_usage\": {\"total_usage\": 1500}}}"))
        .contains(new Usage(1500, -1, -1));
    assertThat(
            parse("{\"cpu_stats\": {\"cpu_usage\": {\"total_usage\": 0}}, \"memory_stats\": {}}"))
        .isEmpty();
  }
}
