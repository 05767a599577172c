package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.schema.KindRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KindListTest {
  @Test
  void namesEveryKindWithItsShortNamesAndWhatItIs() {
    var kinds = KindRegistry.load();
    var bytes = new ByteArrayOutputStream();
    KindList.table(kinds).print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    var text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(kinds.kinds().size() + 1);
    assertThat(text)
        .containsPattern(
            "(?m)^instances +inst +yes +One virtual machine or container of a tenant\\.$")
        .containsPattern("(?m)^externalips .* One external address of a tenant\\.$")
        .containsPattern("(?m)^roles +- +yes ");
    assertThat(text.indexOf("\nworkloads")).isLessThan(text.indexOf("\nsecrets"));
  }
}
