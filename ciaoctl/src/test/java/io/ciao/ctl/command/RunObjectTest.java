package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.SchemaValidator;
import io.ciao.ctl.command.RunObject.Overrides;
import io.ciao.ctl.command.RunObject.Wished;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunObjectTest {
  @Test
  void oneInstanceHasNothingButWhatTheWordsSay() {
    var object = RunObject.of("web", null, wished(null, List.of()));

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

  private static Wished wished(@Nullable String trace, List<String> sshKeys) {
    return new Wished("tiny-vm", Map.of(), trace, Overrides.NONE, sshKeys);
  }

  @Test
  void takesWhatItIsToldInPlaceOfTheWorkloads() {
    var wished =
        new Wished(
            "tiny-vm",
            Map.of("app", "tour"),
            null,
            new Overrides("debian", 2L, "512Mi", "back"),
            List.of());

    assertThat(YamlEmitter.emitText(RunObject.of("web", 1L, wished)))
        .isEqualTo(
            """
            apiVersion: ciao.io/v1
            kind: InstanceSet
            metadata:
              labels:
                app: tour
              name: web
            spec:
              replicas: 1
              template:
                metadata:
                  labels:
                    app: tour
                spec:
                  image: debian
                  network:
                    name: back
                  resources:
                    memory: "512Mi"
                    vcpus: 2
                  workload: tiny-vm
            """);
  }

  @Test
  void numberOfInstancesMakesASet() {
    var object = RunObject.of("web", 3L, wished("tour", List.of("mine")));

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
      var object = RunObject.of("web", instances, wished("t", List.of("a", "b")));
      var text = YamlEmitter.emitText(object).getBytes(StandardCharsets.UTF_8);

      assertThat(ObjectReader.readOne(text)).isEqualTo(object);
      object.withObject("/metadata").put("namespace", "default");
      var kind = KindRegistry.load().byKind("ciao.io/v1", object.path("kind").asText());
      assertThat(SchemaValidator.validate(kind.orElseThrow(), object)).isEmpty();
    }
  }
}
