package io.ciao.ctl.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LastAppliedTest {
  @Test
  void writesWhatKubectlWrites() {
    var object =
        ObjectReader.readOne(
            """
            kind: Instance
            apiVersion: ciao.io/v1
            metadata: {name: web, namespace: default, annotations: {}}
            spec: {workload: tiny, env: [{value: "<a & b>", name: X}]}
            """
                .getBytes(StandardCharsets.UTF_8));

    assertThat(LastApplied.text(object))
        .isEqualTo(
            "{\"apiVersion\":\"ciao.io/v1\",\"kind\":\"Instance\",\"metadata\":{\"annotations\":{},"
                + "\"name\":\"web\",\"namespace\":\"default\"},\"spec\":{\"env\":[{\"name\":\"X\","
                + "\"value\":\"\\u003ca \\u0026 b\\u003e\"}],\"workload\":\"tiny\"}}\n");
  }
}
