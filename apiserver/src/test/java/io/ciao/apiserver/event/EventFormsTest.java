package io.ciao.apiserver.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class EventFormsTest {
  private static final String STORED =
      """
      {apiVersion: v1, kind: Event, metadata: {name: e, managedFields: [{manager: m, apiVersion: v1,
        fieldsV1: {'f:message': {}, 'f:count': {}, 'f:type': {}}}]},
       involvedObject: {kind: Instance, name: web}, message: it ended, source: {component: agent},
       firstTimestamp: a, lastTimestamp: b, count: 2, reportingComponent: r, type: Warning,
       series: {count: 3}}
      """;
  private static final String SHOWN =
      """
      {apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: e, managedFields: [{manager: m,
        apiVersion: events.k8s.io/v1, fieldsV1: {'f:note': {}, 'f:deprecatedCount': {}, 'f:type': {}}}]},
       regarding: {kind: Instance, name: web}, note: it ended, deprecatedSource: {component: agent},
       deprecatedFirstTimestamp: a, deprecatedLastTimestamp: b, deprecatedCount: 2,
       reportingController: r, type: Warning, series: {count: 3}}
      """;

  private static ObjectNode read(String yaml) {
    String field = "v: " + yaml;
    return (ObjectNode) ObjectReader.readOne(field.getBytes(StandardCharsets.UTF_8)).path("v");
  }

  @Test
  void translatesBothWays() {
    assertThat(EventForms.shown(read(STORED))).isEqualTo(read(SHOWN));
    assertThat(EventForms.stored(read(SHOWN))).isEqualTo(read(STORED));
  }

  @Test
  void translatesListsWatchesAndTables() {
    ObjectNode list = read("{kind: EventList, apiVersion: v1}");
    list.putArray("items").add(read(STORED));
    assertThat(EventForms.shown(list).path("items").get(0)).isEqualTo(read(SHOWN));
    assertThat(EventForms.shown(list).path("apiVersion").asText()).isEqualTo("events.k8s.io/v1");

    ObjectNode line = Json.object();
    line.put("type", "ADDED").set("object", read(STORED));
    assertThat(EventForms.shown(line).path("object")).isEqualTo(read(SHOWN));

    ObjectNode table = read("{kind: Table, apiVersion: meta.k8s.io/v1}");
    table.putArray("rows").addObject().set("object", read(STORED));
    assertThat(EventForms.shown(table).path("rows").get(0).path("object")).isEqualTo(read(SHOWN));
  }

  @Test
  void leavesErrorsAndMetadataAlone() {
    ObjectNode status = read("{kind: Status, apiVersion: v1, message: no}");
    assertThat(EventForms.shown(status.deepCopy())).isEqualTo(status);
  }

  @Test
  void translatesPatchesAndSelectors() {
    ObjectNode patch =
        read(
            "{list: [{op: replace, path: /note, value: x}, {op: move, from: /regarding/name, path:"
                + " /a}]}");
    assertThat(EventForms.storedPatch(patch.path("list")))
        .isEqualTo(
            read("{list: [{op: replace, path: /message, value: x}, {op: move, from:"
                    + " /involvedObject/name, path: /a}]}")
                .path("list"));
    assertThat(EventForms.storedSelector("regarding.name=web,regarding.kind!=Node,type=Warning"))
        .isEqualTo("involvedObject.name=web,involvedObject.kind!=Node,type=Warning");
  }
}
