package io.ciao.launcher.instance;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.batch.CheckItem;
import io.ciao.api.instance.batch.CheckVerdict;
import io.ciao.api.instance.batch.InstanceBatchClient;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.meta.ObjectKey;
import io.ciao.launcher.instance.Knowledge.CheckAnswer;
import io.ciao.launcher.ledger.InstanceName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an agent asks of the apiserver about its instances, and the one thing it changes in them.
///
/// Superseded and Gone hold for ever for an epoch; any other answer is only as good as it is fresh.
/// What was taken off an object is not taken off again while the watch may not have shown it.
final class InstanceQuestions {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceQuestions.class);
  private static final int ATTEMPTS_MAX = 5;

  /// After this time a question is asked again.
  static final Duration FRESH = Duration.ofSeconds(4);

  /// For this long a finalizer counts as taken off, whatever the kept object shows.
  static final Duration LET_GO = Duration.ofSeconds(30);

  private record Answer(long epoch, CheckAnswer answer, Instant at) {}

  private final ApiClient api;
  private final InstanceBatchClient batches;
  private final InstantSource clock;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>(2);
  private final Map<String, Instant> letGo = new ConcurrentHashMap<>(2);

  InstanceQuestions(ApiClient api, InstantSource clock) {
    this.api = api;
    this.batches = new InstanceBatchClient(api::post);
    this.clock = clock;
  }

  /// The present answer for this epoch; NONE if it has to be asked.
  CheckAnswer answer(String uid, long epoch) {
    var answer = answers.get(uid);
    if (answer == null || answer.epoch() != epoch) {
      return CheckAnswer.NONE;
    }
    return switch (answer.answer()) {
      case SUPERSEDED, GONE -> answer.answer();
      case NONE, CURRENT, UNREADABLE ->
          answer.at().plus(FRESH).isAfter(clock.instant()) ? answer.answer() : CheckAnswer.NONE;
    };
  }

  /// Asks, and remembers the answer. Whoever cannot be asked has said: keep.
  void ask(InstanceName instance, long epoch) {
    CheckAnswer answer;
    try {
      var said = batches.check(List.of(new CheckItem(instance.ref(), epoch))).getFirst();
      answer = said.uid().equals(instance.uid()) ? of(said.verdict()) : CheckAnswer.UNREADABLE;
    } catch (ApiException | ApiUnreachableException e) {
      LOG.warn(
          "epoch cannot be checked, keeping instance={} epoch={} problem={}",
          instance,
          epoch,
          e.getMessage());
      answer = CheckAnswer.UNREADABLE;
    }
    answers.put(instance.uid(), new Answer(epoch, answer, clock.instant()));
  }

  private static CheckAnswer of(CheckVerdict verdict) {
    return switch (verdict) {
      case CURRENT -> CheckAnswer.CURRENT;
      case SUPERSEDED -> CheckAnswer.SUPERSEDED;
      case GONE -> CheckAnswer.GONE;
      case UNREADABLE -> CheckAnswer.UNREADABLE;
    };
  }

  /// Whether our finalizer was taken off lately.
  boolean letGo(String uid) {
    var at = letGo.get(uid);
    return at != null && at.plus(LET_GO).isAfter(clock.instant());
  }

  /// Takes our finalizer off the object of that uid. One that has none, or is gone, is a success.
  void removeFinalizer(InstanceName instance) {
    takeFinalizerOff(instance);
    letGo.put(instance.uid(), clock.instant());
  }

  private void takeFinalizerOff(InstanceName instance) {
    var key = new ObjectKey(instance.namespace(), instance.name());
    if (!tookFirstOff(key, instance.uid())) {
      takeOffWhereItIs(key, instance);
    }
  }

  /// In one request, as nearly always: ours is the first of the object's finalizers.
  private boolean tookFirstOff(ObjectKey key, String uid) {
    var operations = Json.array();
    operations.addObject().put("op", "test").put("path", "/metadata/uid").put("value", uid);
    var first = "/metadata/finalizers/0";
    operations.addObject().put("op", "test").put("path", first).put("value", Finalizers.NODE);
    operations.addObject().put("op", "remove").put("path", first);
    try {
      api.jsonPatch(ResourceType.INSTANCES, key, operations);
      return true;
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return true;
      }
      if (e.isInvalid() || e.isConflict()) {
        return false;
      }
      throw e;
    }
  }

  private void takeOffWhereItIs(ObjectKey key, InstanceName instance) {
    for (int attempt = 1; ; attempt++) {
      var present = api.find(ResourceType.INSTANCES, key);
      if (present.isEmpty()) {
        return;
      }
      var metadata = present.get().path("metadata");
      if (!metadata.path("uid").asText().equals(instance.uid())) {
        return;
      }
      var patch = Json.object();
      var change = patch.putObject("metadata");
      change.set("resourceVersion", metadata.path("resourceVersion"));
      var left = change.putArray("finalizers");
      var had = false;
      for (var finalizer : metadata.path("finalizers")) {
        if (finalizer.asText().equals(Finalizers.NODE)) {
          had = true;
        } else {
          left.add(finalizer.asText());
        }
      }
      if (!had) {
        return;
      }
      try {
        api.mergePatch(ResourceType.INSTANCES, key, patch);
        return;
      } catch (ApiException e) {
        if (e.isNotFound()) {
          return;
        }
        if (!e.isConflict() || attempt == ATTEMPTS_MAX) {
          throw e;
        }
      }
    }
  }

  /// Drops the answers about an epoch that is buried.
  void forgetAnswers(String uid) {
    answers.remove(uid);
  }

  /// Drops all that is remembered of an object that is no business of this node any more.
  void forget(String uid) {
    answers.remove(uid);
    letGo.remove(uid);
  }
}
