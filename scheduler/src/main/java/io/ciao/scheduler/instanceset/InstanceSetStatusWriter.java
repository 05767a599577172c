package io.ciao.scheduler.instanceset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.codec.Json;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.InstanceSetReasons;
import io.ciao.api.instanceset.InstanceSetStatus;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.EventNote.About;
import io.ciao.api.meta.EventNote.Severity;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.EventRecorder;
import io.ciao.scheduler.instanceset.InstanceSetDecision.Draft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/// Says in a set's status what a pass decided and what came of it; writes only what is new.
final class InstanceSetStatusWriter {
  private static final List<String> HELD_BACK =
      List.of(InstanceSetReasons.PROGRESSING, CommonReasons.READY);

  private static final String SCALED = "Scaled";

  private final BiFunction<ObjectKey, ObjectNode, ObjectNode> patch;
  private final EventRecorder events;

  /// @param patch merge patch of the status of the set of that key; answers the object, throws as
  ///   the client does
  InstanceSetStatusWriter(
      BiFunction<ObjectKey, ObjectNode, ObjectNode> patch, EventRecorder events) {
    this.patch = patch;
    this.events = events;
  }

  /// Returns the version at which it was written; 0 if nothing was.
  ///
  /// @param refused why the apiserver does not take the set's instances, if so
  long write(InstanceSet set, Draft draft, Optional<String> refused, Instant now) {
    var status = status(set, draft, refused, now);
    if (status.equals(set.status())) {
      return 0;
    }
    refused.ifPresent(problem -> tellRefusal(set, problem));
    var body = Json.object();
    body.putObject("metadata")
        .put("resourceVersion", Long.toString(set.metadata().version()))
        .put("uid", set.metadata().requireUid());
    body.set("status", Json.toTree(status));
    try {
      var written = patch.apply(ObjectKey.of(set.metadata()), body);
      draft.scaled().ifPresent(how -> tellPeople(set, Severity.NORMAL, SCALED, how));
      return written.path("metadata").path("resourceVersion").asLong(0);
    } catch (ApiException e) {
      // Whoever was faster has marked the set again.
      if (e.isConflict() || e.isNotFound()) {
        return 0;
      }
      throw e;
    }
  }

  private static InstanceSetStatus status(
      InstanceSet set, Draft draft, Optional<String> refused, Instant now) {
    var generation = set.metadata().generationOrZero();
    var conditions = new ArrayList<Condition>();
    for (var condition : draft.conditions()) {
      conditions.add(
          refused.isPresent() && HELD_BACK.contains(condition.type())
              ? Condition.of(
                      condition.type(),
                      Condition.FALSE,
                      InstanceSetReasons.CREATE_REFUSED,
                      refused.get())
                  .observing(generation)
              : condition);
    }
    var counts = draft.counts();
    return new InstanceSetStatus(
        generation,
        (long) counts.live(),
        (long) counts.updated(),
        (long) counts.ready(),
        (long) counts.available(),
        draft.selector(),
        Conditions.merge(set.status().conditions(), conditions, now),
        draft.revisions());
  }

  private void tellRefusal(InstanceSet set, String problem) {
    var known =
        Conditions.find(set.status().conditions(), InstanceSetReasons.PROGRESSING)
            .filter(c -> Objects.equals(c.message(), problem));
    if (known.isEmpty()) {
      tellPeople(set, Severity.WARNING, InstanceSetReasons.CREATE_REFUSED, problem);
    }
  }

  private void tellPeople(InstanceSet set, Severity severity, String reason, String message) {
    events.record(About.of(InstanceSet.KIND, set.metadata()), severity, reason, message);
  }
}
