package io.ciao.ctl.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ciao.ctl.apply.ManifestFiles.Depth;
import io.ciao.ctl.apply.ManifestFiles.Manifest;
import io.ciao.ctl.session.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KustomizationTest {
  @TempDir private Path directory;

  @Test
  void readsItsResourcesInTheirOrderAndNothingElse() throws IOException {
    file("kustomization.yaml", "resources: [b.yaml, inner]");
    file("a.yaml", "kind: A");
    file("b.yaml", "kind: B\n---\nkind: C");
    file("inner/kustomization.yaml", "resources: [d.yaml]");
    file("inner/d.yaml", "kind: D");

    assertThat(read())
        .extracting(m -> m.object().path("kind").asText())
        .containsExactly("B", "C", "D");
  }

  @Test
  void setsNamespaceLabelsAndAnnotations() throws IOException {
    file(
        "kustomization.yaml",
        """
        resources: [a.yaml]
        namespace: shop
        labels:
        - pairs: {team: x}
        commonAnnotations: {note: b}
        """);
    file("a.yaml", "metadata: {name: a, namespace: other, labels: {app: z}}");

    assertThat(read().getFirst().object())
        .hasToString(
            "{\"metadata\":{\"name\":\"a\",\"namespace\":\"shop\",\"labels\":{\"app\":\"z\",\"team\":\"x\"},\"annotations\":{\"note\":\"b\"}}}");
  }

  @Test
  void refusesWhatItDoesNotUnderstand() throws IOException {
    file("kustomization.yaml", "resources: []\npatches: []");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(this::read)
        .withMessageContaining("\"patches\"")
        .withMessageContaining("kubectl kustomize " + directory);
  }

  @Test
  void refusesLabelsThatWouldReachSelectors() throws IOException {
    file(
        "kustomization.yaml",
        "resources: [a.yaml]\nlabels: [{pairs: {a: b}, includeSelectors: true}]");
    file("a.yaml", "kind: A");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(this::read)
        .withMessageContaining("labels.includeSelectors");
  }

  @Test
  void refusesWhatIsElsewhere() throws IOException {
    file("kustomization.yaml", "resources: ['https://example.com/x.yaml']");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(this::read)
        .withMessageContaining("files only");
  }

  @Test
  void readsDirectoriesBelowOnlyOnRequest() throws IOException {
    file("a.yaml", "kind: A");
    file("below/b.yaml", "kind: B");

    assertThat(read()).hasSize(1);
    assertThat(read(Depth.ALL)).hasSize(2);
  }

  private List<Manifest> read() {
    return read(Depth.ONE);
  }

  private List<Manifest> read(Depth depth) {
    return ManifestFiles.read(
        List.of(directory.toString()), new ByteArrayInputStream(new byte[0]), depth);
  }

  private void file(String name, String text) throws IOException {
    var file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
