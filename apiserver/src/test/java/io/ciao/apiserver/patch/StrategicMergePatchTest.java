package io.ciao.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.Schema;
import io.ciao.apiserver.status.RequestRefused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// On the schema of instances, which has every type of list (they do not take such patches).
final class StrategicMergePatchTest {
  private static final Schema SCHEMA = KindRegistry.load().require("Instance").schema();

  private static final String TARGET =
      "{spec: {image: a, command: [x], env: [{name: a, value: 1}, {name: b, value: 2}],"
          + " sshKeys: [k, l], resources: {vcpus: 1, memory: 1Mi}}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {image: b, command: [y]}                                  | /image | b
          {image: null}                                             | /image |
          {command: [y]}                                            | /command | [y]
          {env: [{name: a, value: 3}]}                              | /env | [{name: a, value: 3}, {name: b, value: 2}]
          {env: [{name: c}]}                                        | /env | [{name: a, value: 1}, {name: b, value: 2}, {name: c}]
          {env: [{name: a, $patch: delete}]}                        | /env | [{name: b, value: 2}]
          {env: [{name: c}, {$patch: replace}]}                     | /env | [{name: c}]
          {env: [{name: a, value: null}]}                           | /env | [{name: a}, {name: b, value: 2}]
          {sshKeys: [l, m]}                                         | /sshKeys | [k, l, m]
          {$deleteFromPrimitiveList/sshKeys: [k]}                   | /sshKeys | [l]
          {$setElementOrder/sshKeys: [l, k]}                        | /sshKeys | [l, k]
          {$setElementOrder/env: [{name: b}, {name: a}]}            | /env | [{name: b, value: 2}, {name: a, value: 1}]
          {resources: {$patch: replace, vcpus: 2}}                  | /resources | {vcpus: 2}
          {resources: {$patch: delete}}                             | /resources |
          {resources: {$retainKeys: [vcpus], vcpus: 4}}             | /resources | {vcpus: 4}
          {resources: {vcpus: 4}}                                   | /resources | {vcpus: 4, memory: 1Mi}
          """)
  void mergesByTheSchema(String spec, String at, String expected) {
    ObjectNode target = tree(TARGET);

    ObjectNode result = StrategicMergePatch.apply(SCHEMA, target, tree("{spec: " + spec + "}"));

    assertThat(result.path("spec").at(at))
        .isEqualTo(
            expected == null ? MissingNode.getInstance() : tree("{v: " + expected + "}").path("v"));
    assertThat(target).isEqualTo(tree(TARGET));
  }

  @Test
  void refusesDirectivesThatMeanNothing() {
    for (String spec : new String[] {"{$patch: burn}", "{$what: 1}", "{env: [{$patch: x}]}"}) {
      assertThatThrownBy(
              () -> StrategicMergePatch.apply(SCHEMA, tree(TARGET), tree("{spec: " + spec + "}")))
          .isInstanceOfSatisfying(
              RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(400));
    }
  }

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(("---\n" + yaml).getBytes(StandardCharsets.UTF_8));
  }
}
