package io.ciao.ctl.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitOpsFileTest {
  @Test
  void keepsOnlyWhatAPersonWants() {
    var object =
        tree(
            """
            apiVersion: ciao.io/v1
            kind: Instance
            metadata:
              name: web
              namespace: shop
              uid: u
              resourceVersion: "7"
              generation: 3
              creationTimestamp: "2026-01-01T00:00:00Z"
              finalizers: [ciao.io/node]
              managedFields: []
              labels: {ciao.io/applied-set: shop}
              annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}", mine: x}
            spec: {running: true}
            status: {observedGeneration: 3}
            """);

    assertThat(GitOpsFile.wanted(object, "ciao.io/applied-set"))
        .isEqualTo(
            tree(
                """
                apiVersion: ciao.io/v1
                kind: Instance
                metadata: {name: web, namespace: shop, annotations: {mine: x}}
                spec: {running: true}
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "on",
        "0755",
        "12:30",
        "1.0",
        "null",
        "~",
        "2026-01-01",
        "a: b",
        "#x",
        "",
        " x",
        "1e3",
        "line\nline\n",
        "\ttab",
        "é",
        "0x10",
        "1_000",
        "=",
        "<<",
        "!x",
        "- a",
        "{",
        "`",
        "@",
        "%"
      })
  void writesEveryTextSoThatItReadsTheSame(String text) {
    var object = tree("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
    object.putObject("data").put("key", text).put(text.isBlank() ? "k" : text.strip(), "v");

    assertThat(tree(GitOpsFile.text(object))).isEqualTo(object);
  }

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(("---\n" + yaml).getBytes(StandardCharsets.UTF_8));
  }
}
