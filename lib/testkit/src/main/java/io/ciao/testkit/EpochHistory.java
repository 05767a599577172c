package io.ciao.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Whether nodes and the API kept to the epochs, judged by what was written down: what every node
/// started, and every version of the instances' status. Pure.
///
/// 1. On every node the epochs of an instance only grow.
/// 2. Once an epoch was seen anywhere, bound or about to be started, nothing starts at one below
///    it: it was bound after the fence point of the node before. A node that looked whether it may
///    start before that, and was stopped between the look and the start, is excepted and counted.
/// 3. No report of an older epoch changes a status.
public final class EpochHistory {
  private EpochHistory() {}

  /// What a node did.
  public enum Deed {
    /// It was about to start a copy.
    STARTING,
    /// It started it.
    STARTED,
    /// It ended, forgot or removed it.
    ENDED
  }

  /// A line of a node's journal.
  ///
  /// @param at in nanoseconds of a clock that all nodes share
  /// @param checked when the node last looked whether it may start; empty if it did not
  public record Act(
      String node, Deed deed, String uid, long epoch, long at, OptionalLong checked) {}

  /// A version of an instance, as a watch showed it.
  ///
  /// @param at when the watch showed it, by the same clock
  /// @param bound the epoch of its binding; 0 if it is not bound
  /// @param observed the epoch of the report that it shows; 0 if it shows none
  /// @param report all of that report
  /// @param next whether it is known to follow the version before it; one of a list is not
  public record Version(
      String uid, long at, long bound, long observed, String report, boolean next) {}

  /// What came of it.
  ///
  /// @param starts how many starts were judged
  /// @param excepted of them those that another epoch overtook between the look and the start
  /// @param unfinished starts that were begun and whose end nobody wrote down: held back, failed,
  ///   or the agent was killed
  /// @param reports how many reports changed a status
  public record Verdict(
      List<String> violations, int starts, int excepted, int unfinished, int reports) {
    @Override
    public String toString() {
      return "history: %d starts, %d overtaken between look and start, %d unfinished, %d reports, %d violations%s"
          .formatted(
              starts,
              excepted,
              unfinished,
              reports,
              violations.size(),
              violations.isEmpty() ? "" : "\n  " + String.join("\n  ", violations));
    }
  }

  /// Judges all that was written down.
  ///
  /// @param acts of each node in the order in which it wrote them
  /// @param versions of each instance in their order
  public static Verdict check(List<Act> acts, List<Version> versions) {
    var judge = new Judge(firstSeen(acts, versions));
    acts.forEach(judge::act);
    judge.begun.values().forEach(_ -> judge.unfinished++);
    versions.forEach(judge::version);
    return new Verdict(
        List.copyOf(judge.violations),
        judge.starts,
        judge.excepted,
        judge.unfinished,
        judge.reports);
  }

  /// Uid to epoch to when that epoch was first seen.
  private static Map<String, NavigableMap<Long, Long>> firstSeen(
      List<Act> acts, List<Version> versions) {
    var seen = new HashMap<String, NavigableMap<Long, Long>>();
    for (var act : acts) {
      if (act.deed() != Deed.ENDED) {
        note(seen, act.uid(), act.epoch(), act.at());
      }
    }
    for (var version : versions) {
      if (version.bound() > 0) {
        note(seen, version.uid(), version.bound(), version.at());
      }
    }
    return seen;
  }

  private static void note(
      Map<String, NavigableMap<Long, Long>> seen, String uid, long epoch, long at) {
    seen.computeIfAbsent(uid, _ -> new TreeMap<>()).merge(epoch, at, Math::min);
  }

  private static final class Judge {
    private final Map<String, NavigableMap<Long, Long>> firstSeen;
    private final Map<String, Act> begun = new HashMap<>();
    private final Map<String, Long> highest = new HashMap<>();
    private final Map<String, Version> shown = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int starts;
    private int excepted;
    private int unfinished;
    private int reports;

    Judge(Map<String, NavigableMap<Long, Long>> firstSeen) {
      this.firstSeen = firstSeen;
    }

    void act(Act act) {
      var place = act.node() + " " + act.uid();
      switch (act.deed()) {
        case STARTING -> {
          grows(place, act);
          if (begun.put(place, act) != null) {
            unfinished++;
          }
        }
        case STARTED -> {
          grows(place, act);
          var beginning = begun.remove(place);
          starts++;
          fenced(act, beginning == null ? act : beginning);
        }
        case ENDED -> {}
      }
    }

    private void grows(String place, Act act) {
      var before = highest.getOrDefault(place, 0L);
      if (act.epoch() < before) {
        violations.add(
            "%s: %s at epoch %d after epoch %d was there"
                .formatted(act.node(), told(act), act.epoch(), before));
      }
      highest.put(place, Math.max(before, act.epoch()));
    }

    private void fenced(Act act, Act beginning) {
      var overtaking =
          firstSeen.getOrDefault(act.uid(), new TreeMap<>()).tailMap(act.epoch(), false);
      for (var later : overtaking.entrySet()) {
        if (act.checked().orElse(beginning.at()) > later.getValue()) {
          violations.add(
              "%s: %s at epoch %d, which it looked at %d ms after epoch %d was seen"
                  .formatted(
                      act.node(),
                      told(act),
                      act.epoch(),
                      (act.checked().orElse(beginning.at()) - later.getValue()) / 1_000_000,
                      later.getKey()));
          return;
        }
      }
      if (overtaking.values().stream().anyMatch(at -> act.at() > at)) {
        excepted++;
      }
    }

    private static String told(Act act) {
      return (act.deed() == Deed.STARTING ? "began to start " : "started ") + act.uid();
    }

    void version(Version version) {
      var before = shown.put(version.uid(), version);
      var old = before == null ? "" : before.report();
      if (version.report().equals(old) || version.observed() == 0) {
        return;
      }
      reports++;
      // The report that a list shows may be older than the binding that it shows.
      var floor =
          Math.max(version.next() ? version.bound() : 0, before == null ? 0 : before.observed());
      if (version.observed() < floor) {
        violations.add(
            "API: the status of %s took a report of epoch %d while it had epoch %d; it was bound at %d, %s"
                .formatted(
                    version.uid(),
                    version.observed(),
                    floor,
                    version.bound(),
                    before == null
                        ? "the first that was shown"
                        : "bound at "
                            + before.bound()
                            + " and reported at "
                            + before.observed()
                            + " before"));
      }
    }
  }
}
