package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.FieldPath;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.batch.CopyReport;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.Schema;
import io.ciao.api.schema.SchemaValidator;
import io.ciao.api.schema.Violation;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import java.util.ArrayList;
import java.util.List;

/// What reports and conditions may say, as the Instance's own schema has it: what came in here past
/// it would make every later write of the object fail. Immutable.
///
/// @param observed of `status.observed`
/// @param condition of one of `status.conditions`
record StatusSchema(Schema observed, Schema condition) {

  static StatusSchema of(KindDefinition instance) {
    Schema status = field(instance.schema(), "status");
    Schema condition = field(status, "conditions").items().itemOrNull();
    if (condition == null) {
      throw new IllegalArgumentException("the schema says nothing of conditions");
    }
    return new StatusSchema(field(status, "observed"), condition);
  }

  private static Schema field(Schema schema, String name) {
    return schema
        .fields()
        .of(name)
        .orElseThrow(() -> new IllegalArgumentException("the schema has no field " + name));
  }

  /// Checks one item.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused (422) naming each field that is wrong
  void require(StatusItem item) {
    List<Violation> wrong = new ArrayList<>();
    CopyReport report = item.report();
    if (report != null) {
      ObjectNode said = Json.object();
      report.writeObserved(item.node() == null ? "" : item.node(), said);
      wrong.addAll(check(observed, said, FieldPath.root().child("status").child("observed")));
    }
    item.conditions()
        .forEach(
            one ->
                wrong.addAll(
                    check(
                        condition,
                        Json.toTree(one),
                        FieldPath.root().child("status").child("conditions"))));
    if (!wrong.isEmpty()) {
      throw Refusals.invalid(
          "ciao.io",
          "Instance",
          item.instance().name(),
          wrong.stream().map(v -> new Cause(v.reason().code(), v.message(), v.path())).toList());
    }
  }

  private static List<Violation> check(Schema schema, JsonNode value, FieldPath at) {
    return SchemaValidator.validate(schema, value, at);
  }
}
