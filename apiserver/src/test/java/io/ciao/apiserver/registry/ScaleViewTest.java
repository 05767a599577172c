package io.ciao.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.schema.JsonPath;
import io.ciao.api.schema.Subresources;
import io.ciao.apiserver.status.RequestRefused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScaleViewTest {
  private static final Subresources.Scale PATHS =
      new Subresources.Scale(
          JsonPath.parse(".spec.replicas"), JsonPath.parse(".status.replicas"), ".spec.selector");

  @Test
  void showsReplicasAndSelector() {
    ObjectNode scale =
        ScaleView.of(
            PATHS,
            tree(
                """
                metadata: {name: web, namespace: team, uid: u, resourceVersion: "7", labels: {a: b}}
                spec:
                  replicas: 3
                  selector:
                    matchLabels: {app: web}
                    matchExpressions: [{key: tier, operator: In, values: [a, b]}, {key: x, operator: Exists}]
                status: {replicas: 2}
                """));

    assertThat(scale)
        .isEqualTo(
            tree(
                """
                kind: Scale
                apiVersion: autoscaling/v1
                metadata: {name: web, namespace: team, uid: u, resourceVersion: "7"}
                spec: {replicas: 3}
                status: {replicas: 2, selector: "app=web,tier in (a,b),x"}
                """));
  }

  @Test
  void putsReplicasWhereTheKindHasThem() {
    ObjectNode object = tree("metadata: {name: web}");

    ScaleView.put(PATHS, object, ScaleView.replicas(tree("spec: {replicas: 4}")));

    assertThat(object.path("spec")).isEqualTo(tree("replicas: 4"));
    assertThat(ScaleView.replicas(tree("kind: Scale"))).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spec: {replicas: -1}          | 422
          spec: {replicas: 1.5}         | 422
          spec: {replicas: "1"}         | 422
          spec: {replicas: 4294967296}  | 422
          kind: Instance                | 400
          apiVersion: apps/v1           | 400
          """)
  void refusesWhatIsNoScale(String scale, int code) {
    assertThatThrownBy(() -> ScaleView.replicas(tree(scale)))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(code));
  }

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(("---\n" + yaml).getBytes(StandardCharsets.UTF_8));
  }
}
