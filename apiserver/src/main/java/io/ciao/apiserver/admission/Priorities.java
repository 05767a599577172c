package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.Comparator;
import java.util.Optional;

/// Which priority an instance gets: the value of the class that it names, else of the one that its
/// workload names, else of the default class. It keeps class and number for life, whatever becomes
/// of the class.
///
/// A tenant names classes up to its Tenant's `spec.permissions.maxPriority` (0 where nothing is
/// said), so that none gets in front of others without an admin's word. The default class is
/// everybody's.
final class Priorities {
  static final String RESOURCE = "priorityclasses";

  private static final String CLASS = "priorityClassName";
  private static final String NUMBER = "priority";
  private static final String POLICY = "preemptionPolicy";
  private static final String PREEMPTS = "PreemptLowerPriority";

  private final ResourceStore store;

  Priorities(ResourceStore store) {
    this.store = store;
  }

  /// Whether a class is that of instances that name none.
  static boolean isDefault(JsonNode priorityClass) {
    return priorityClass.path("spec").path("globalDefault").asBoolean();
  }

  /// Writes class and number into a new instance.
  ///
  /// @param workload the spec of its workload; empty where there is none, or none is there yet
  void settle(Draft draft, WorkloadSpec workload) {
    ObjectNode spec = ObjectTree.map(draft.tree(), "spec");
    Optional<StoredObject> priorityClass = named(draft, "spec", spec, workload);
    if (!draft.problems().isEmpty()) {
      return;
    }
    int value = priorityClass.map(Priorities::value).orElse(0);
    JsonNode given = spec.path(NUMBER);
    if (!given.isMissingNode() && given.asLong() != value) {
      draft.refuse(
          Cause.forbidden(
              "spec." + NUMBER,
              "%d: it is computed from the class and would be %d here; leave it out"
                  .formatted(given.asLong(), value)));
      return;
    }
    priorityClass.ifPresent(found -> spec.put(CLASS, found.key().name()).put(NUMBER, value(found)));
    policy(draft, spec, priorityClass.map(Priorities::policy).orElse(""));
  }

  /// Writes what differs from the usual: that instances of the class preempt nobody.
  private static void policy(Draft draft, ObjectNode spec, String policy) {
    String given = spec.path(POLICY).asText("");
    if (!given.isEmpty() && !given.equals(policy.isEmpty() ? PREEMPTS : policy)) {
      draft.refuse(
          Cause.forbidden(
              "spec." + POLICY,
              "%s: it is computed from the class; leave it out".formatted(given)));
    } else if (!policy.isEmpty() && !policy.equals(PREEMPTS)) {
      spec.put(POLICY, policy);
    }
  }

  private static String policy(StoredObject priorityClass) {
    return priorityClass.view().path("spec").path(POLICY).asText("");
  }

  /// Checks what a template says; a class that is missing may come later, and makes the creation of
  /// instances fail until then.
  ///
  /// @param path of the instance's spec in the template's owner
  void template(Draft draft, String path, JsonNode spec, WorkloadSpec workload) {
    for (String computed : new String[] {NUMBER, POLICY}) {
      if (spec.has(computed)) {
        draft.refuse(
            Cause.forbidden(
                path + "." + computed, "it is computed for every instance; leave it out"));
      }
    }
    String name = name(spec, workload);
    if (!name.isEmpty() && find(name).isEmpty()) {
      draft.warn(
          "%s: %s \"%s\" does not exist yet; no instance can be made until it does"
              .formatted(path + "." + CLASS, RESOURCE, name));
      return;
    }
    named(draft, path, spec, workload);
  }

  /// The class that applies; empty if none does, or if the draft was refused.
  private Optional<StoredObject> named(
      Draft draft, String path, JsonNode spec, WorkloadSpec workload) {
    String name = name(spec, workload);
    if (name.isEmpty()) {
      return byDefault();
    }
    Optional<StoredObject> found = find(name);
    if (found.isEmpty()) {
      draft.refuse(
          Cause.invalid(
              path + "." + CLASS,
              "\"%s\": there is no PriorityClass of this name; name one that exists, or none"
                  .formatted(name)));
    } else {
      missingPermission(draft.namespace(), found.get())
          .ifPresent(why -> draft.refuse(Cause.forbidden(path + "." + CLASS, why)));
    }
    return found;
  }

  private static String name(JsonNode spec, WorkloadSpec workload) {
    String otherwise = workload.priorityClassName();
    return spec.path(CLASS).asText(otherwise == null ? "" : otherwise);
  }

  private Optional<StoredObject> find(String name) {
    return store.get(ResourceKey.cluster(RESOURCE, name));
  }

  private Optional<StoredObject> byDefault() {
    return store.list(RESOURCE, null).objects().stream()
        .filter(found -> isDefault(found.view()))
        .min(Comparator.comparingInt(Priorities::value).thenComparing(StoredObject::key));
  }

  private Optional<String> missingPermission(String tenant, StoredObject priorityClass) {
    int value = value(priorityClass);
    int max =
        store
            .get(ResourceKey.cluster("tenants", tenant))
            .map(found -> found.view().at("/spec/permissions/maxPriority").asInt(0))
            .orElse(0);
    return isDefault(priorityClass.view()) || value <= max
        ? Optional.empty()
        : Optional.of(
            ("tenant %s may use priorities up to %d, class \"%s\" has %d; its Tenant's"
                    + " spec.permissions.maxPriority must be at least that")
                .formatted(tenant, max, priorityClass.key().name(), value));
  }

  private static int value(StoredObject priorityClass) {
    return priorityClass.view().path("spec").path("value").asInt();
  }

  /// Puts class and number of an instance back where a replacement leaves them out: people's files
  /// need not hold what was computed.
  static void keep(ObjectNode old, ObjectNode wanted) {
    JsonNode before = old.path("spec");
    if (wanted.get("spec") instanceof ObjectNode spec) {
      for (String field : new String[] {CLASS, NUMBER, POLICY}) {
        if (!spec.hasNonNull(field) && before.has(field)) {
          spec.set(field, before.get(field));
        }
      }
    }
  }
}
