package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.SchemaValidator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunObjectTest {
  @Test
  void oneInstanceHasNothingButWhatTheWordsSay() {
    var object = RunObject.of("web", "tiny-vm", null, null, List.of());

    assertThat(YamlEmitter.emitText(object))
        .isEqualTo(
            """
            apiVersion: "ciao.io/v1"
            kind: Instance
            metadata:
              name: web
            spec:
              workload: tiny-vm
            """
                .replace("\"", ""));
  }

  @Test
  void numberOfInstancesMakesASet() {
    var object = RunObject.of("web", "tiny-vm", 3L, "tour", List.of("mine"));

    assertThat(YamlEmitter.emitText(object))
        .isEqualTo(
            """
            apiVersion: ciao.io/v1
            kind: InstanceSet
            metadata:
              name: web
            spec:
              replicas: 3
              template:
                metadata:
                  labels:
                    ciao.io/trace: tour
                spec:
                  sshKeys:
                  - mine
                  workload: tiny-vm
            """);
  }

  @Test
  void whatIsPrintedIsWhatApplyReads() {
    for (var instances : new Long[] {null, 0L, 7L}) {
      var object = RunObject.of("web", "w", instances, "t", List.of("a", "b"));
      var text = YamlEmitter.emitText(object).getBytes(StandardCharsets.UTF_8);

      assertThat(ObjectReader.readOne(text)).isEqualTo(object);
      object.withObject("/metadata").put("namespace", "default");
      var kind = KindRegistry.load().byKind("ciao.io/v1", object.path("kind").asText());
      assertThat(SchemaValidator.validate(kind.orElseThrow(), object)).isEmpty();
    }
  }
}
