package io.ciao.scheduler.bind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.meta.ObjectKey;
import io.ciao.scheduler.cluster.FirstFailure;
import io.ciao.scheduler.cluster.InstanceBatches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out a placement pass's actions through the apiserver, each kind in batches. Chooses
/// nothing.
final class PlacementApplier {
  private static final Logger LOG = LoggerFactory.getLogger(PlacementApplier.class);

  private static final String ADDRESS_TAKEN = "AddressTaken";

  /// Refusals that do not depend on the node.
  private static final Set<String> FORBIDDEN =
      Set.of(
          InstanceReasons.QUOTA_EXCEEDED,
          InstanceReasons.PRIVILEGED_NOT_PERMITTED,
          InstanceReasons.TOO_LARGE);

  private final BiConsumer<ObjectKey, ObjectNode> patch;
  private final InstanceBatches batches;

  PlacementApplier(ApiClient client, InstanceBatches batches) {
    this((key, patch) -> client.mergePatch(ResourceType.INSTANCES, key, patch), batches);
  }

  /// @param patch applies a merge patch to the instance of that key
  PlacementApplier(BiConsumer<ObjectKey, ObjectNode> patch, InstanceBatches batches) {
    this.patch = patch;
    this.batches = batches;
  }

  /// What came of a pass.
  ///
  /// @param version the highest version that was written; the next pass must have seen it
  /// @param refused items that the apiserver refused, which are to be looked at again
  /// @param taken addresses that it refused because somebody has them
  /// @param notBound instances that it forbids to bind on whatever node
  record Outcome(
      long version,
      List<InstanceBatches.Answer> refused,
      List<Taken> taken,
      List<NotBound> notBound) {
    Outcome {
      refused = List.copyOf(refused);
      taken = List.copyOf(taken);
      notBound = List.copyOf(notBound);
    }
  }

  /// @param reason one that the instance's condition can name
  record NotBound(Instance instance, String reason, String message) {}

  /// An address of a network.
  record Taken(ObjectKey network, String address) {}

  /// Does all it can: kinds of actions do not wait for each other.
  ///
  /// @throws RuntimeException what the first kind that failed threw, after the others were tried;
  ///   at once if the leadership is over
  Outcome apply(List<PlacementAction> actions) throws InterruptedException {
    var posts = new LinkedHashMap<String, List<ObjectNode>>();
    List.of("unbind", "bind", "status").forEach(verb -> posts.put(verb, new ArrayList<>()));
    var bound = new HashMap<String, PlacementAction.Bind>();
    var finished = new ArrayList<Instance>();
    for (var action : actions) {
      switch (action) {
        case PlacementAction.Bind bind -> {
          bound.put(bind.instance().metadata().requireUid(), bind);
          of(posts, "bind").add(item(bind));
        }
        case PlacementAction.FinishUnbind unbind -> {
          var item = InstanceBatches.item(unbind.instance());
          of(posts, "unbind").add(item.put("epoch", unbind.epoch()));
        }
        case PlacementAction.SetScheduled say -> {
          var item = InstanceBatches.item(say.instance());
          item.putArray("conditions").add(Json.toTree(say.condition()));
          of(posts, "status").add(item);
        }
        case PlacementAction.RemoveFinalizer remove -> finished.add(remove.instance());
      }
    }
    var steps = new FirstFailure();
    var answers = new ArrayList<InstanceBatches.Answer>();
    for (var post : posts.entrySet()) {
      steps.attempt(() -> answers.addAll(post(post.getKey(), post.getValue())));
    }
    for (var instance : finished) {
      steps.attempt(() -> removeFinalizer(instance));
    }
    steps.throwIfAny();
    return outcome(answers, bound);
  }

  private static List<ObjectNode> of(Map<String, List<ObjectNode>> posts, String verb) {
    return posts.computeIfAbsent(verb, _ -> new ArrayList<>());
  }

  private List<InstanceBatches.Answer> post(String verb, List<ObjectNode> items)
      throws InterruptedException {
    if (items.isEmpty()) {
      return List.of();
    }
    var answers = batches.post(verb, items);
    answers.stream()
        .filter(answer -> !answer.done())
        .forEach(
            answer ->
                LOG.info(
                    "item was refused verb={} uid={} reason={} message={}",
                    verb,
                    answer.uid(),
                    answer.reason(),
                    answer.message()));
    return answers;
  }

  private static Outcome outcome(
      List<InstanceBatches.Answer> answers, Map<String, PlacementAction.Bind> bound) {
    var version =
        answers.stream().mapToLong(InstanceBatches.Answer::resourceVersion).max().orElse(0);
    var refused = new ArrayList<InstanceBatches.Answer>();
    var taken = new ArrayList<Taken>();
    var notBound = new ArrayList<NotBound>();
    for (var answer : answers) {
      var bind = bound.get(answer.uid());
      if (answer.done()) {
        continue;
      }
      if (bind != null && FORBIDDEN.contains(answer.reason())) {
        notBound.add(new NotBound(bind.instance(), answer.reason(), answer.message()));
        continue;
      }
      refused.add(answer);
      if (bind != null && ADDRESS_TAKEN.equals(answer.reason())) {
        taken.add(new Taken(PlacementDecider.networkOf(bind.instance()), address(bind)));
      }
    }
    return new Outcome(version, refused, taken, notBound);
  }

  private static String address(PlacementAction.Bind bind) {
    return bind.network().address();
  }

  private static ObjectNode item(PlacementAction.Bind bind) {
    var item = InstanceBatches.item(bind.instance());
    item.put("generation", bind.instance().metadata().generationOrZero());
    item.put("nodeName", bind.nodeName());
    item.put("nodeUID", bind.nodeUid());
    if (bind.workloadRevision() != null) {
      item.put("workloadRevision", bind.workloadRevision());
    }
    item.set("network", Json.toTree(bind.network()));
    if (bind.ssh() != null) {
      item.set("ssh", Json.toTree(bind.ssh()));
    }
    return item;
  }

  private void removeFinalizer(Instance instance) {
    var metadata = instance.metadata();
    if (!metadata.finalizers().contains(Finalizers.NODE)) {
      return;
    }
    try {
      patch.accept(ObjectKey.of(metadata), Finalizers.without(metadata, Finalizers.NODE));
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}
