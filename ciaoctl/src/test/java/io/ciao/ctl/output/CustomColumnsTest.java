package io.ciao.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomColumnsTest {
  private static final List<ObjectNode> OBJECTS =
      List.of(
          tree("{metadata: {name: web}, spec: {running: true, keys: [a, b]}}"),
          tree("{metadata: {name: cache}, spec: {memory: null}}"));

  @Test
  void printsAColumnForEachPath() {
    assertThat(
            print(
                CustomColumns.parse(
                    "NAME:.metadata.name,ON:{.spec.running},KEYS:spec.keys[*],MEM:.spec.memory",
                    Header.SHOWN)))
        .containsExactly(
            "NAME    ON       KEYS     MEM",
            "web     true     a,b      <none>",
            "cache   <none>   <none>   <none>");
  }

  @Test
  void readsColumnsFromAFile() {
    assertThat(
            print(
                CustomColumns.parseFile(
                    "NAME   ON\n.metadata.name .spec.running\n", Header.LEFT_OUT)))
        .containsExactly("web     true", "cache   <none>");
  }

  @Test
  void refusesColumnsWithoutPath() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CustomColumns.parse("NAME", Header.SHOWN))
        .withMessageContaining("HEADING:PATH");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CustomColumns.parseFile("A B\n.a\n", Header.SHOWN))
        .withMessageContaining("2 headings, but 1 paths");
  }

  private static List<String> print(CustomColumns columns) {
    var bytes = new ByteArrayOutputStream();
    columns.printList(new PrintStream(bytes, true, StandardCharsets.UTF_8), OBJECTS);
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(("---\n" + yaml).getBytes(StandardCharsets.UTF_8));
  }
}
