package io.ciao.scheduler.bind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.batch.BatchItem;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.BindItem;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.ItemAnswer;
import io.ciao.api.instance.batch.ItemReason;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.instance.batch.UnbindItem;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.FirstFailure;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.Leadership;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out a placement pass's actions through the apiserver, each kind in batches. Chooses
/// nothing.
final class PlacementApplier {
  private static final Logger LOG = LoggerFactory.getLogger(PlacementApplier.class);

  /// In this order: what makes room comes first.
  private static final List<BatchVerb> VERBS =
      List.of(BatchVerb.UNBIND, BatchVerb.BIND, BatchVerb.STATUS);

  private final BiConsumer<ObjectKey, ObjectNode> patch;
  private final InstanceBatches batches;
  private final FirstSights sights;

  PlacementApplier(ApiClient client, InstanceBatches batches, FirstSights sights) {
    this((key, patch) -> client.mergePatch(ResourceType.INSTANCES, key, patch), batches, sights);
  }

  /// @param patch applies a merge patch to the instance of that key
  /// @param sights when traced instances were seen
  PlacementApplier(
      BiConsumer<ObjectKey, ObjectNode> patch, InstanceBatches batches, FirstSights sights) {
    this.patch = patch;
    this.batches = batches;
    this.sights = sights;
  }

  /// What came of a pass.
  ///
  /// @param version the highest version that was written; the next pass must have seen it
  /// @param refused items that the apiserver refused, which are to be looked at again
  /// @param taken addresses that it refused because somebody has them
  /// @param notBound instances that it forbids to bind on whatever node
  record Outcome(
      long version, List<ItemAnswer> refused, List<Taken> taken, List<NotBound> notBound) {
    Outcome {
      refused = List.copyOf(refused);
      taken = List.copyOf(taken);
      notBound = List.copyOf(notBound);
    }
  }

  /// @param workloadRevision that it was to be bound with; null if it names none
  /// @param reason one that the instance's condition can name
  record NotBound(
      Instance instance, @Nullable String workloadRevision, String reason, String message) {}

  /// An address of a network.
  record Taken(ObjectKey network, String address) {}

  /// Does all it can: kinds of actions do not wait for each other.
  ///
  /// @throws RuntimeException what the first kind that failed threw, after the others were tried;
  ///   at once if the leadership is over
  Outcome apply(List<PlacementAction> actions) throws InterruptedException {
    var steps = new FirstFailure(Leadership::endsPass);
    var preemptors = new Preemptors();
    steps.attempt(() -> preemptors.judge(actions));
    var posts = new EnumMap<BatchVerb, List<BatchItem>>(BatchVerb.class);
    VERBS.forEach(verb -> posts.put(verb, new ArrayList<>()));
    var bound = new HashMap<String, PlacementAction.Bind>();
    var finished = new ArrayList<Instance>();
    for (var action : actions) {
      var ref = action.ref();
      switch (action) {
        case PlacementAction.Bind bind -> {
          bound.put(ref.uid(), bind);
          of(posts, BatchVerb.BIND).add(item(ref, bind));
        }
        case PlacementAction.FinishUnbind unbind ->
            of(posts, BatchVerb.UNBIND)
                .add(new UnbindItem(ref, unbind.epoch(), null, unbind.lost()));
        case PlacementAction.Preempt preempt ->
            of(posts, BatchVerb.UNBIND).addAll(preemptors.victims(preempt));
        case PlacementAction.Say say -> {
          if (!preemptors.isRefused(ref)) {
            of(posts, BatchVerb.STATUS).add(StatusItem.saying(ref, say.condition()));
          }
        }
        case PlacementAction.RemoveFinalizer remove -> finished.add(remove.instance());
      }
    }
    var answers = new ArrayList<ItemAnswer>();
    for (var verb : VERBS) {
      steps.attempt(() -> answers.addAll(post(verb, of(posts, verb))));
    }
    for (var instance : finished) {
      steps.attempt(() -> removeFinalizer(instance));
    }
    steps.throwFirst();
    return outcome(answers, bound, preemptors);
  }

  /// Those for whom others have to give way: each is judged as if it were bound, for its quota or a
  /// permission may forbid what its victims went for.
  private final class Preemptors {
    private final Map<String, PlacementAction.Preempt> byUid = new HashMap<>();
    private final Map<String, ItemAnswer> answers = new HashMap<>();

    void judge(List<PlacementAction> actions) throws InterruptedException {
      var items = new ArrayList<BatchItem>();
      for (var action : actions) {
        if (action instanceof PlacementAction.Preempt preempt) {
          byUid.put(preempt.ref().uid(), preempt);
          items.add(item(preempt));
        }
      }
      post(BatchVerb.TRY_BIND, items).forEach(answer -> answers.put(answer.uid(), answer));
    }

    /// Who goes for it; nobody where it is refused, or nobody knows.
    List<BatchItem> victims(PlacementAction.Preempt preempt) {
      return isRefused(preempt.ref())
          ? List.of()
          : preempt.victims().stream()
              .<BatchItem>map(v -> new UnbindItem(v.ref(), v.epoch(), v.because()))
              .toList();
    }

    /// Whether it is a preemptor that could not be bound.
    boolean isRefused(InstanceRef ref) {
      var answer = answers.get(ref.uid());
      return byUid.containsKey(ref.uid()) && (answer == null || !answer.isDone());
    }

    void addTo(List<NotBound> notBound, List<ItemAnswer> refused) {
      for (var answer : answers.values()) {
        var preempt = byUid.get(answer.uid());
        if (preempt != null && answer.isForbidden()) {
          notBound.add(notBound(preempt.instance(), preempt.workloadRevision(), answer));
        } else if (!answer.isDone()) {
          refused.add(answer);
        }
      }
    }
  }

  private static List<BatchItem> of(Map<BatchVerb, List<BatchItem>> posts, BatchVerb verb) {
    return posts.computeIfAbsent(verb, _ -> new ArrayList<>());
  }

  private List<ItemAnswer> post(BatchVerb verb, List<BatchItem> items) throws InterruptedException {
    if (items.isEmpty()) {
      return List.of();
    }
    var answers = batches.post(verb, items);
    answers.stream()
        .filter(answer -> !answer.isDone())
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
      List<ItemAnswer> answers, Map<String, PlacementAction.Bind> bound, Preemptors preemptors) {
    var version = answers.stream().mapToLong(ItemAnswer::resourceVersion).max().orElse(0);
    var refused = new ArrayList<ItemAnswer>();
    var taken = new ArrayList<Taken>();
    var notBound = new ArrayList<NotBound>();
    for (var answer : answers) {
      var bind = bound.get(answer.uid());
      if (answer.isDone()) {
        continue;
      }
      if (bind != null && answer.isForbidden()) {
        notBound.add(notBound(bind.instance(), bind.workloadRevision(), answer));
        continue;
      }
      refused.add(answer);
      if (bind != null && answer.is(ItemReason.ADDRESS_TAKEN)) {
        taken.add(new Taken(Addresses.networkOf(bind.instance()), address(bind)));
      }
    }
    preemptors.addTo(notBound, refused);
    return new Outcome(version, refused, taken, notBound);
  }

  private static NotBound notBound(
      Instance instance, @Nullable String workloadRevision, ItemAnswer answer) {
    return new NotBound(instance, workloadRevision, answer.reason(), answer.message());
  }

  private static String address(PlacementAction.Bind bind) {
    return bind.network().address();
  }

  private BindItem item(InstanceRef ref, PlacementAction.Bind bind) {
    return new BindItem(
        ref,
        bind.instance().metadata().generationOrZero(),
        bind.nodeName(),
        bind.nodeUid(),
        bind.workloadRevision(),
        bind.network(),
        bind.ssh(),
        bind.lost(),
        sights.decided(bind.instance()));
  }

  private static BindItem item(PlacementAction.Preempt preempt) {
    return new BindItem(
        preempt.ref(),
        preempt.instance().metadata().generationOrZero(),
        preempt.nodeName(),
        preempt.nodeUid(),
        preempt.workloadRevision(),
        null,
        null,
        preempt.lost(),
        TraceMarks.NONE);
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
