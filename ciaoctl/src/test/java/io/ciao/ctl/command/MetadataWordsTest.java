package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.ctl.session.UsageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataWordsTest {
  private static final ObjectNode OBJECT =
      ObjectReader.readOne(
          "---\n{metadata: {name: web, resourceVersion: '7', labels: {a: x, b: w}}}"
              .getBytes(StandardCharsets.UTF_8));

  @Test
  void takesObjectsFirstAndThenChanges() {
    var words = MetadataWords.parse(List.of("instance", "web", "a=1", "b-", "c=x=y", "d="));

    assertThat(words.objects()).containsExactly("instance", "web");
    assertThat(words.changes())
        .containsEntry("a", "1")
        .containsEntry("b", null)
        .containsEntry("c", "x=y")
        .containsEntry("d", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"instance web =x", "instance web a=1 b", "instance web a=1 a=2", "instance -"})
  void refusesWhatIsNoChange(String line) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> MetadataWords.parse(List.of(line.split(" "))));
  }

  @Test
  void changesWhatIsAnotherAndNothingElse() {
    var patch =
        MetadataWords.parse(List.of("i", "web", "a=x", "b-", "c-", "d=1")).patch(OBJECT, "labels");

    assertThat(patch.orElseThrow())
        .hasToString(
            "{\"metadata\":{\"labels\":{\"b\":null,\"d\":\"1\"},\"resourceVersion\":\"7\"}}");
    assertThat(MetadataWords.parse(List.of("i", "web", "a=x", "c-")).patch(OBJECT, "labels"))
        .isEmpty();
  }

  @Test
  void knowsWhatItWouldOverwrite() {
    assertThat(MetadataWords.parse(List.of("i", "web", "a=x", "b=z")).overwritten(OBJECT, "labels"))
        .contains("b");
    assertThat(MetadataWords.parse(List.of("i", "web", "a=x", "b-")).overwritten(OBJECT, "labels"))
        .isEmpty();
  }
}
