package io.ciao.ctl.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ciao.ctl.session.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFilesTest {
  @TempDir private Path directory;

  @Test
  void readsTheManifestsOfADirectoryInOrderOfNames() throws IOException {
    write("b.yaml", "kind: B");
    write("a.yml", "kind: A1\n---\nkind: A2");
    write("c.json", "{\"kind\": \"C\"}");
    write("README.md", "# no manifest: [");

    assertThat(kinds(directory.toString())).containsExactly("A1", "A2", "B", "C");
  }

  @Test
  void takesListsApart() throws IOException {
    write("list.yaml", "kind: List\napiVersion: v1\nitems:\n- kind: A\n- kind: B");

    assertThat(kinds(directory.resolve("list.yaml").toString())).containsExactly("A", "B");
  }

  @Test
  void readsStandardInput() {
    var input = new ByteArrayInputStream("kind: A".getBytes(StandardCharsets.UTF_8));

    assertThat(ManifestFiles.read(List.of("-"), input))
        .extracting(ManifestFiles.Manifest::from)
        .containsExactly("standard input");
  }

  @Test
  void namesFileLineAndColumnOfAMistake() throws IOException {
    write("bad.yaml", "kind: A\nmetadata: {name: x\nspec: 1\n");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> kinds(directory.toString()))
        .withMessageContaining("bad.yaml: ")
        .withMessageMatching("(?s).*line \\d+, column \\d+.*");
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> kinds(directory + "/nothing.yaml"))
        .withMessageContaining("nothing.yaml: there is no such file");
  }

  @Test
  void refusesAListWhoseItemIsNoObject() throws IOException {
    write("list.yaml", "kind: List\napiVersion: v1\nitems:\n- just text");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> kinds(directory.toString()))
        .withMessageContaining("list.yaml: items[0] of the list is no object");
  }

  private List<String> kinds(String name) {
    return ManifestFiles.read(List.of(name), InputStream.nullInputStream()).stream()
        .map(m -> m.object().path("kind").asText())
        .toList();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
