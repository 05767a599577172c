package io.ciao.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private ByteArrayOutputStream bytes;
  private PrintStream out;

  @BeforeEach
  void open() {
    bytes = new ByteArrayOutputStream();
    out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  @Test
  void makesColumnsAsWideAsTheirWidestCell() {
    var table = new TextTable(List.of("NAME", "READY", "AGE"));
    table.add(List.of("a", "True", "5s"));
    table.add(List.of("longer-name", "", "10m"));
    table.print(out);

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            NAME          READY   AGE
            a             True    5s
            longer-name           10m
            """);
  }

  @Test
  void printsTheHeaderOnceAndKeepsWidthsForLaterRows() {
    var table = new TextTable(List.of("NAME", "AGE"));
    table.add(List.of("web", "1s"));
    table.print(out);
    table.add(List.of("a-longer-name", "2s"));
    table.print(out);

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            NAME   AGE
            web    1s
            a-longer-name 2s
            """);
  }
}
