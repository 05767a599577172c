package io.ciao.apiserver.tenant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.core.NamespaceReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.tenant.TenantReasons;
import io.ciao.apiserver.tree.ConditionTrees;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a Tenant and a Namespace that are being deleted say they wait for. Types, reasons and the
/// beginnings of messages of a Namespace are those that Kubernetes clients know. Pure.
public final class TerminationConditions {
  private static final int NAMED_MAX = 5;

  private TerminationConditions() {}

  /// A Tenant whose deletion was just asked for.
  static void tenantBegins(ObjectNode tenant, Instant now) {
    put(tenant, ready("its content is being removed"), now);
  }

  /// A Tenant while this is left in it.
  ///
  /// @param tenant changed in place, only where something but time changed
  /// @param problems what could not be read or deleted, one sentence each
  public static void tenant(
      ObjectNode tenant, List<Remaining> content, List<String> problems, Instant now) {
    put(tenant, ready(waitsFor(content, problems)), now);
  }

  private static Condition ready(String message) {
    return Condition.of(CommonReasons.READY, Condition.FALSE, TenantReasons.TERMINATING, message);
  }

  /// A Namespace while this is left in it.
  ///
  /// @param namespace changed in place, only where something but time changed
  public static void namespace(
      ObjectNode namespace, List<Remaining> content, List<String> problems, Instant now) {
    put(
        namespace,
        problems.isEmpty()
            ? Condition.of(
                NamespaceReasons.DELETION_CONTENT_FAILURE,
                Condition.FALSE,
                NamespaceReasons.CONTENT_DELETED,
                "All content successfully deleted, may be waiting on finalization")
            : Condition.of(
                NamespaceReasons.DELETION_CONTENT_FAILURE,
                Condition.TRUE,
                NamespaceReasons.CONTENT_DELETION_FAILED,
                "Failed to delete all resource types: " + String.join("; ", problems)),
        now);
    put(
        namespace,
        content.isEmpty()
            ? Condition.of(
                NamespaceReasons.CONTENT_REMAINING,
                Condition.FALSE,
                NamespaceReasons.CONTENT_REMOVED,
                "All content successfully removed")
            : Condition.of(
                NamespaceReasons.CONTENT_REMAINING,
                Condition.TRUE,
                NamespaceReasons.SOME_RESOURCES_REMAIN,
                "Some resources are remaining: " + byResource(content)),
        now);
    Map<String, Integer> finalizers = finalizers(content);
    put(
        namespace,
        finalizers.isEmpty()
            ? Condition.of(
                NamespaceReasons.FINALIZERS_REMAINING,
                Condition.FALSE,
                NamespaceReasons.CONTENT_HAS_NO_FINALIZERS,
                "All content-preserving finalizers finished")
            : Condition.of(
                NamespaceReasons.FINALIZERS_REMAINING,
                Condition.TRUE,
                NamespaceReasons.SOME_FINALIZERS_REMAIN,
                "Some content in the namespace has finalizers remaining: "
                    + finalizers.entrySet().stream()
                        .map(e -> e.getKey() + " in " + e.getValue() + " resource instances")
                        .collect(Collectors.joining(", "))),
        now);
  }

  /// `waits until these are gone: instance/web (finalizer ciao.io/node), and 3 more`.
  static String waitsFor(List<Remaining> content, List<String> problems) {
    List<String> parts = new ArrayList<>();
    if (content.isEmpty() && problems.isEmpty()) {
      parts.add("its content is gone; Tenant and Namespace go next");
    }
    if (!content.isEmpty()) {
      parts.add("waits until these are gone: " + named(content.stream().map(Remaining::described)));
    }
    parts.addAll(problems);
    return String.join("; ", parts);
  }

  /// The first few of a list, and how many more there are.
  static String named(java.util.stream.Stream<String> all) {
    List<String> names = all.toList();
    int more = names.size() - NAMED_MAX;
    return String.join(", ", names.subList(0, Math.min(names.size(), NAMED_MAX)))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static String byResource(List<Remaining> content) {
    Map<String, List<Remaining>> byResource =
        content.stream()
            .collect(
                Collectors.groupingBy(Remaining::groupResource, TreeMap::new, Collectors.toList()));
    return byResource.entrySet().stream()
        .map(
            entry ->
                "%s has %d resource instances (%s)"
                    .formatted(
                        entry.getKey(),
                        entry.getValue().size(),
                        named(entry.getValue().stream().map(Remaining::name))))
        .collect(Collectors.joining(", "));
  }

  private static Map<String, Integer> finalizers(List<Remaining> content) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Remaining one : content) {
      if (one.deleting()) {
        one.finalizers().forEach(finalizer -> counts.merge(finalizer, 1, Integer::sum));
      }
    }
    return counts;
  }

  private static void put(ObjectNode tree, Condition said, Instant now) {
    long generation = ObjectTree.generation(tree);
    boolean counted = generation > 0 && tree.path("kind").asText().equals("Tenant");
    if (counted) {
      ObjectTree.map(tree, "status").put("observedGeneration", generation);
    }
    ConditionTrees.put(tree, List.of(counted ? said.observing(generation) : said), now);
  }
}
