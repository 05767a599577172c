package io.ciao.ctl.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FieldOwnersTest {
  @Test
  void joinsClientSideAppliesIntoTheServerSideOne() {
    var before =
        list(
            """
            list:
            - {manager: kubectl-client-side-apply, operation: Update, apiVersion: ciao.io/v1, fieldsV1: {f:spec: {f:a: {}, f:b: {}}}}
            - {manager: ciao-scheduler, operation: Update, subresource: status, fieldsV1: {f:status: {}}}
            - {manager: ciaoctl, operation: Apply, apiVersion: ciao.io/v1, fieldsV1: {f:spec: {f:b: {}, f:c: {}}}}
            - {manager: ciaoctl-edit, operation: Update, fieldsV1: {f:spec: {f:d: {}}}}
            """);

    var after = FieldOwners.takenOver(before, "ciaoctl");

    assertThat(after)
        .isEqualTo(
            list(
                """
                list:
                - {manager: ciaoctl, operation: Apply, apiVersion: ciao.io/v1, fieldsV1: {f:spec: {f:a: {}, f:b: {}, f:c: {}}}}
                - {manager: ciao-scheduler, operation: Update, subresource: status, fieldsV1: {f:status: {}}}
                - {manager: ciaoctl-edit, operation: Update, fieldsV1: {f:spec: {f:d: {}}}}
                """));
  }

  @Test
  void leavesTheListWhereNothingWasAppliedOnTheClientsSide() {
    var before =
        list(
            """
            list:
            - {manager: ciaoctl, operation: Apply, fieldsV1: {f:spec: {}}}
            - {manager: ciaoctl, operation: Update, subresource: status, fieldsV1: {f:status: {}}}
            """);

    assertThat(FieldOwners.takenOver(before, "ciaoctl")).isSameAs(before);
  }

  private static JsonNode list(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)).path("list");
  }
}
