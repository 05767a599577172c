package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.Condition;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A node's report, a scheduler's conditions, or both.
///
/// @param node whose report it is; null where the sender is the node itself
public record StatusItem(
    InstanceRef instance,
    @Nullable String node,
    @Nullable CopyReport report,
    List<Condition> conditions)
    implements BatchItem {
  private static final Set<String> STATUSES =
      Set.of(Condition.TRUE, Condition.FALSE, Condition.UNKNOWN);

  public StatusItem {
    conditions = List.copyOf(conditions);
  }

  /// A condition alone.
  public static StatusItem saying(InstanceRef instance, Condition condition) {
    return new StatusItem(instance, null, null, List.of(condition));
  }

  /// What a request says.
  ///
  /// @throws MalformedItemException naming what is wrong
  public static StatusItem read(ItemFields fields) {
    return new StatusItem(
        InstanceRef.read(fields),
        fields.optionalText("node"),
        fields.has("report") ? CopyReport.read(fields.object("report")) : null,
        fields.objects("conditions").stream().map(StatusItem::condition).toList());
  }

  /// The same as told by a node.
  public StatusItem by(@Nullable String who) {
    return new StatusItem(instance, who, report, conditions);
  }

  private static Condition condition(ItemFields fields) {
    var status = fields.text("status");
    if (!STATUSES.contains(status)) {
      throw fields.wrong("status", "True, False or Unknown is needed, found " + status);
    }
    var message = fields.optionalText("message");
    var generation = fields.optionalNumber("observedGeneration");
    var read =
        Condition.of(
            fields.text("type"), status, fields.text("reason"), message == null ? "" : message);
    return generation == null || generation == 0 ? read : read.observing(generation);
  }

  @Override
  public ObjectNode toTree() {
    var item = instance.toTree();
    if (node != null) {
      item.put("node", node);
    }
    if (report != null) {
      report.writeTo(item.putObject("report"));
    }
    if (!conditions.isEmpty()) {
      var list = item.putArray("conditions");
      conditions.forEach(condition -> list.add(Json.toTree(condition)));
    }
    return item;
  }
}
