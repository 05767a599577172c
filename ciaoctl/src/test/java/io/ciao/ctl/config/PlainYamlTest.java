package io.ciao.ctl.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainYamlTest {
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: ciao-dev
      clusters:
      - cluster:
          certificate-authority-data: LS0tLS1CRUdJTg/+x==
          server: https://127.0.0.1:6443
        name: ciao-dev
      users:
        - name: dev@ciao
          user:
            client-key: /srv/ciao/dev/key.pem
            token:
      contexts:
      - name: ciao-dev
        context:
          cluster: ciao-dev
          namespace: default

          user: dev@ciao
      """;

  @Test
  void readsAKubeconfigAsTheWholeParserDoes() {
    assertThat(PlainYaml.read(KUBECONFIG)).hasValue(ObjectReader.readOne(bytes(KUBECONFIG)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a: 'b'",
        "a: \"b\"",
        "a: [b]",
        "a: {b: c}",
        "a: |\n  b",
        "a: b\n  c",
        "a: b # c",
        "# a: b\na: b",
        "a: true",
        "a: 1",
        "a: ~",
        "a: &b c",
        "a: *b",
        "a: !b c",
        "a: b: c",
        "a:b",
        "---\na: b",
        "a: b\na: c",
        "a:\n  b: c\n  b: d",
        "a:\n    b: c\n  d: e",
        "a:\n- b",
        "a:\n-   b: c",
        "a:\n- - b: c",
        "a:\n- b: c\n d: e",
        "\ta: b",
        "- a: b"
      })
  void leavesAllElseToTheWholeParser(String text) {
    assertThat(PlainYaml.read(text)).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
