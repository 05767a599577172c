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
import java.util.stream.Stream;

/// What a Tenant and a Namespace that are being deleted say they wait for. Types, reasons and the
/// beginnings of messages of a Namespace are those that Kubernetes clients know. Pure.
public final class TerminationConditions {
  private static final int NAMED_MAX = 5;

  private TerminationConditions() {}

  /// A Tenant whose deletion was just asked for.
  static void tenantBegins(ObjectNode tenant, Instant now) {
    tenant(tenant, "its content is being removed", now);
  }

  /// A Tenant while this is left in it.
  ///
  /// @param tenant changed in place, only where something but time changed
  /// @param problems what could not be read or deleted, one sentence each
  public static void tenant(
      ObjectNode tenant, List<Remaining> content, List<String> problems, Instant now) {
    tenant(tenant, waitsFor(content, problems), now);
  }

  private static void tenant(ObjectNode tenant, String message, Instant now) {
    long generation = ObjectTree.generation(tenant);
    ObjectTree.map(tenant, "status").put("observedGeneration", generation);
    Condition ready =
        Condition.of(CommonReasons.READY, Condition.FALSE, TenantReasons.TERMINATING, message);
    ConditionTrees.put(tenant, List.of(ready.observing(generation)), now);
  }

  /// A Namespace while this is left in it.
  ///
  /// @param namespace changed in place, only where something but time changed
  public static void namespace(
      ObjectNode namespace, List<Remaining> content, List<String> problems, Instant now) {
    ConditionTrees.put(
        namespace, List.of(failure(problems), remaining(content), kept(finalizers(content))), now);
  }

  private static Condition failure(List<String> problems) {
    return problems.isEmpty()
        ? Condition.of(
            NamespaceReasons.DELETION_CONTENT_FAILURE,
            Condition.FALSE,
            NamespaceReasons.CONTENT_DELETED,
            "All content successfully deleted, may be waiting on finalization")
        : Condition.of(
            NamespaceReasons.DELETION_CONTENT_FAILURE,
            Condition.TRUE,
            NamespaceReasons.CONTENT_DELETION_FAILED,
            "Failed to delete all resource types: " + String.join("; ", problems));
  }

  private static Condition remaining(List<Remaining> content) {
    return content.isEmpty()
        ? Condition.of(
            NamespaceReasons.CONTENT_REMAINING,
            Condition.FALSE,
            NamespaceReasons.CONTENT_REMOVED,
            "All content successfully removed")
        : Condition.of(
            NamespaceReasons.CONTENT_REMAINING,
            Condition.TRUE,
            NamespaceReasons.SOME_RESOURCES_REMAIN,
            "Some resources are remaining: " + byResource(content));
  }

  private static Condition kept(Map<String, Integer> finalizers) {
    return finalizers.isEmpty()
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
                    .collect(Collectors.joining(", ")));
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
  static String named(Stream<String> all) {
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
}
