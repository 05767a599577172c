package io.ciao.scheduler.instanceset;

import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.InstanceSetReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.scheduler.instanceset.InstanceSetDecision.Counts;
import io.ciao.scheduler.instanceset.InstanceSetDecision.Draft;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a set's status says, derived from the same snapshot as the decision. Pure.
final class StatusDraft {
  private static final int NAMED_MAX = 3;
  private static final int REASON_CHARACTERS_MAX = 300;

  private final InstanceSet set;
  private final Members members;
  private final TargetRevision target;
  private final NavigableSet<Integer> places;
  private final int servingMin;
  private final int wanted;
  private final Counts counts;

  StatusDraft(
      InstanceSet set,
      Members members,
      TargetRevision target,
      NavigableSet<Integer> places,
      int servingMin) {
    this.set = set;
    this.members = members;
    this.target = target;
    this.places = places;
    this.servingMin = servingMin;
    this.wanted = places.size();
    var live = members.live().values();
    this.counts =
        new Counts(
            live.size(),
            (int) live.stream().filter(target::made).count(),
            (int) live.stream().filter(Members::ready).count(),
            (int) live.stream().filter(i -> serves(set, i)).count());
  }

  /// Whether an instance counts as available: it is ready, or the set's instances shall not run.
  static boolean serves(InstanceSet set, Instance instance) {
    return Members.ready(instance) || !set.spec().template().spec().wantsRunning();
  }

  Draft draft() {
    var progressing = progressing();
    return new Draft(
        counts,
        selector(),
        target.revisions(),
        List.of(available(), progressing, ready(progressing)),
        scaled());
  }

  private Optional<String> scaled() {
    var seen = set.status().observedGeneration();
    var isNew = seen == null || seen != set.metadata().generationOrZero();
    return isNew && counts.live() != wanted
        ? Optional.of("scaled from %d to %d".formatted(counts.live(), wanted))
        : Optional.empty();
  }

  private String selector() {
    return new TreeMap<>(set.spec().selectorOf(set.metadata().requireName()))
        .entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
  }

  private Condition available() {
    var said = "%d of %d instances serve".formatted(counts.available(), wanted);
    return counts.available() >= servingMin
        ? say(
            InstanceSetReasons.AVAILABLE, Condition.TRUE, InstanceSetReasons.ENOUGH_AVAILABLE, said)
        : say(
            InstanceSetReasons.AVAILABLE,
            Condition.FALSE,
            InstanceSetReasons.TOO_FEW_AVAILABLE,
            said + "; at least " + servingMin + " are needed" + waitedFor());
  }

  private boolean complete() {
    return counts.live() == wanted
        && members.live().keySet().containsAll(places)
        && counts.updated() == wanted
        && counts.available() == wanted
        && !target.isNew()
        && !target.held()
        && members.adoptable().isEmpty()
        && members.released().isEmpty();
  }

  private Condition progressing() {
    var revision = "revision " + target.present().revision();
    if (complete()) {
      return progress(
          InstanceSetReasons.COMPLETE, "%d instances of %s serve".formatted(wanted, revision));
    }
    if (target.held() || (set.spec().isPaused() && counts.updated() < counts.live())) {
      return say(
          InstanceSetReasons.PROGRESSING,
          Condition.UNKNOWN,
          InstanceSetReasons.PAUSED,
          "%d of %d instances are of %s; spec.paused is true, so no instance is replaced%s"
              .formatted(counts.updated(), counts.live(), revision, waitedFor()));
    }
    if (target.isNew() || counts.updated() < counts.live()) {
      return progress(
          InstanceSetReasons.UPDATING,
          "%d of %d instances are of %s%s"
              .formatted(counts.updated(), wanted, revision, waitedFor()));
    }
    return scaling();
  }

  private Condition scaling() {
    var blocked = members.leaving().stream().filter(places::contains).toList();
    var empty =
        places.stream()
            .anyMatch(o -> !members.live().containsKey(o) && !members.leaving().contains(o));
    if (!empty && !blocked.isEmpty()) {
      return progress(InstanceSetReasons.WAITING_FOR_REMOVAL, leaving());
    }
    if (empty || counts.live() != wanted) {
      return progress(
          InstanceSetReasons.SCALING,
          "%d instances are there, %d are wanted%s".formatted(counts.live(), wanted, waitedFor()));
    }
    return progress(
        InstanceSetReasons.WAITING_FOR_INSTANCES,
        "%d of %d instances serve%s".formatted(counts.available(), wanted, waitedFor()));
  }

  /// As many serve as are wanted, and nothing is to be changed, or it is to be left alone.
  private Condition ready(Condition progressing) {
    var left = InstanceSetReasons.PAUSED.equals(progressing.reason());
    var holds = complete() || (left && counts.available() >= wanted);
    return say(
        CommonReasons.READY,
        holds ? Condition.TRUE : Condition.FALSE,
        String.valueOf(progressing.reason()),
        String.valueOf(progressing.message()));
  }

  /// The first instances that do not serve with their own words, and those on their way out.
  private String waitedFor() {
    var not = members.live().values().stream().filter(i -> !serves(set, i)).toList();
    var named =
        not.stream()
            .limit(NAMED_MAX)
            .map(i -> i.metadata().requireName() + ": " + reason(i))
            .collect(Collectors.joining("; "));
    var more = not.size() > NAMED_MAX ? "; and %d more".formatted(not.size() - NAMED_MAX) : "";
    return (not.isEmpty() ? "" : "; waiting for " + named + more)
        + (members.leaving().isEmpty() ? "" : "; " + leaving());
  }

  private String leaving() {
    var names =
        members.leaving().stream()
            .limit(NAMED_MAX)
            .map(o -> Ordinals.name(set.metadata().requireName(), o))
            .collect(Collectors.joining(", "));
    var more = members.leaving().size() - NAMED_MAX;
    return names + (more > 0 ? " and %d more".formatted(more) : "") + " still being removed";
  }

  private static String reason(Instance instance) {
    var said =
        Conditions.find(instance.status().conditions(), CommonReasons.READY)
            .map(c -> c.reason() + message(c.message()))
            .orElse(CommonReasons.PENDING);
    return said.length() <= REASON_CHARACTERS_MAX
        ? said
        : said.substring(0, REASON_CHARACTERS_MAX) + "…";
  }

  private static String message(@Nullable String message) {
    return message == null || message.isEmpty() ? "" : " (" + message + ")";
  }

  private Condition progress(String reason, String message) {
    return say(InstanceSetReasons.PROGRESSING, Condition.TRUE, reason, message);
  }

  private Condition say(String type, String status, String reason, String message) {
    return Condition.of(type, status, reason, message).observing(set.metadata().generationOrZero());
  }
}
