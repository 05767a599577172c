package io.ciao.api.instanceset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.workload.WorkloadSpec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// What the instances of one revision are made from: the template and, since a workload is known by
/// its name alone and may change under it, the fields that the workload had.
///
/// @param workload null where the template names none, or one that did not exist
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevisionData(InstanceTemplate template, @Nullable WorkloadSpec workload) {

  /// As [SetRevision#data()] keeps it.
  public String text() {
    return Json.writeText(sorted(Json.toTree(this)));
  }

  /// Reads what [#text()] wrote.
  ///
  /// @throws IllegalArgumentException if it is something else
  public static RevisionData parse(String text) {
    try {
      var tree = Json.parse(text.getBytes(StandardCharsets.UTF_8));
      return Json.toRecord(tree, RevisionData.class);
    } catch (UnreadableObjectException e) {
      throw new IllegalArgumentException("a revision's data is no JSON: " + e.getMessage(), e);
    }
  }

  /// A short word for a template: the same for the same template, whatever the order of its fields.
  public static String hash(InstanceTemplate template) {
    var sum = new CRC32C();
    sum.update(Json.write(sorted(Json.toTree(template))));
    return "%08x".formatted(sum.getValue());
  }

  /// The template that makes what this revision made, also after its workload has changed: the
  /// workload's fields of then are put into the template, which names the workload no more.
  public InstanceTemplate independent() {
    var then = workload;
    if (then == null) {
      return template;
    }
    return new InstanceTemplate(template.metadata(), template.spec().over(then));
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isArray()) {
      var list = Json.array();
      node.forEach(item -> list.add(sorted(item)));
      return list;
    }
    if (!(node instanceof ObjectNode map)) {
      return node;
    }
    var copy = Json.object();
    map.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(field -> copy.set(field.getKey(), sorted(field.getValue())));
    return copy;
  }

  /// User data may hold passwords, so it never gets into a log.
  @Override
  public String toString() {
    return "RevisionData[" + hash(template) + "]";
  }
}
