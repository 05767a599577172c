package io.ciao.api.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNamesTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  /// What people write, and what an engine lists.
  @ParameterizedTest
  @CsvSource({
    "nginx, nginx:latest",
    "nginx:1, nginx:1",
    "docker.io/library/nginx, nginx:latest",
    "index.docker.io/library/nginx:1, nginx:1",
    "library/nginx:1, nginx:1",
    "docker.io/ciao/tiny, ciao/tiny:latest",
    "library/ciao/tiny, library/ciao/tiny:latest",
    "ciao/tiny:latest, ciao/tiny:latest",
    "quay.io/library/nginx:1, quay.io/library/nginx:1",
    "localhost:5000/web, localhost:5000/web:latest",
    "localhost:5000/web:2, localhost:5000/web:2",
    "docker.io/library/nginx:1@sha256:ab, nginx@sha256:ab",
    "localhost:5000/web@sha256:ab, localhost:5000/web@sha256:ab",
  })
  void containerImagesAreCalledAsTheEngineListsThem(String written, String listed) {
    assertThat(ImageNames.ofContainer(written)).isEqualTo(listed);
    assertThat(ImageNames.ofContainer(listed)).as("once more").isEqualTo(listed);
    assertThat(name("docker", new ImageSource(null, new DockerSource(written)))).isEqualTo(listed);
  }

  @Test
  void filesAreCalledByFormatAndContentWhereverTheyLie() {
    var here = new ImageSource(new FileSource("/srv/a.qcow2", SHA256), null);
    var there = new ImageSource(new FileSource("/mnt/b.qcow2", SHA256), null);

    assertThat(name("qcow2", here)).isEqualTo("qcow2@sha256:" + SHA256);
    assertThat(name("qcow2", there)).isEqualTo(name("qcow2", here));
    assertThat(name("raw", here)).isNotEqualTo(name("qcow2", here));
  }

  @Test
  void whatSaysNoSourceHasNoName() {
    assertThat(ImageNames.of(ImageSpec.EMPTY)).isEmpty();
    assertThat(ImageNames.of(new ImageSpec(null, "raw", new ImageSource(null, null)))).isEmpty();
    var file = new ImageSource(new FileSource("/a", SHA256), null);
    assertThat(ImageNames.of(new ImageSpec(null, null, file))).as("no format").isEmpty();
  }

  private static String name(String format, ImageSource source) {
    return ImageNames.of(new ImageSpec(null, format, source)).orElseThrow();
  }
}
