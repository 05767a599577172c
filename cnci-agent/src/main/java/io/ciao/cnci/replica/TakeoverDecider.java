package io.ciao.cnci.replica;

import io.ciao.api.network.ActiveConcentrator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which stance this node takes to one concentrator that names it. Pure.
///
/// The role is the API's to give. It is asked for where nobody has it, and where whoever has it was
/// heard and has been silent since. From one that was never heard it is not asked for: the cut may
/// be between the two alone, and they would take it from each other for ever. If that one is lost,
/// the scheduler names it no more.
public final class TakeoverDecider {
  /// So long a node that has the role may be silent.
  static final Duration SILENCE = Duration.ofSeconds(1);

  /// When a node with the role has heard neither the other nor the API for so long, it begins to
  /// leave the outside, to have left it when the other may come.
  static final Duration ALONE = Duration.ofMillis(1200);

  /// So long after it was given the role a node waits before it goes outside.
  static final Duration OUTSIDE_AFTER = Duration.ofMillis(1600);

  /// What is known.
  ///
  /// @param now in nanoseconds of a monotonic clock, as all times here
  /// @param node this node's name
  /// @param vtep its tunnel address
  /// @param nodeNames who carries it, this node among them
  /// @param active who has the role
  /// @param seen since when that is known here
  /// @param contested whether the one before may be outside still
  /// @param said whether the API said so in this life of the agent; it is remembered otherwise
  /// @param outside whether the concentrator reaches the outside now
  /// @param heard what was heard of each other node, by its name
  /// @param confirmed when the API last said that this node has the role; null if never
  /// @param awake since when this agent has been running without a pause
  public record Facts(
      long now,
      String node,
      String vtep,
      List<String> nodeNames,
      @Nullable ActiveConcentrator active,
      long seen,
      boolean contested,
      boolean said,
      boolean outside,
      Map<String, Heard> heard,
      @Nullable Long confirmed,
      long awake) {
    public Facts {
      nodeNames = List.copyOf(nodeNames);
      heard = Map.copyOf(heard);
    }

    private boolean since(long moment, Duration least) {
      return now - moment >= least.toNanos();
    }

    private boolean alone() {
      return nodeNames.stream().allMatch(node::equals);
    }

    private Stream<Heard> others() {
      return heard.entrySet().stream()
          .filter(entry -> !entry.getKey().equals(node) && nodeNames.contains(entry.getKey()))
          .map(Map.Entry::getValue);
    }
  }

  private TakeoverDecider() {}

  public static Stance decide(Facts facts) {
    var active = facts.active();
    if (active != null && facts.node().equals(active.nodeName())) {
      var moved = !facts.vtep().equals(active.vtep());
      return moved && facts.said() ? Stance.TAKE : leading(facts, active.epoch());
    }
    if (!facts.said()) {
      // Remembered by an agent that did not know of roles yet.
      return active == null && facts.alone() ? Stance.LEAD : Stance.STAND_BY;
    }
    return mayTake(facts, active) ? Stance.TAKE : Stance.STAND_BY;
  }

  private static Stance leading(Facts facts, long epoch) {
    if (facts.heard().values().stream().anyMatch(other -> other.epoch() > epoch)) {
      return Stance.STAND_BY;
    }
    if (facts.alone()) {
      return Stance.LEAD;
    }
    if (!facts.said() && !facts.outside()) {
      // After a reboot what is remembered may be long over.
      return Stance.STAND_BY;
    }
    if (cutOff(facts)) {
      return Stance.LEAD_INSIDE;
    }
    var mayMeet =
        facts.contested() && !facts.outside() && !facts.since(facts.seen(), OUTSIDE_AFTER);
    return mayMeet && !yielded(facts, epoch) ? Stance.LEAD_INSIDE : Stance.LEAD;
  }

  /// Whether another may have the role by now without our knowing.
  private static boolean cutOff(Facts facts) {
    var confirmed = facts.confirmed();
    return facts.since(facts.seen(), ALONE)
        && facts.others().allMatch(other -> facts.since(other.at(), ALONE))
        && (confirmed == null || facts.since(confirmed, ALONE));
  }

  /// Whether the others say that they follow us.
  private static boolean yielded(Facts facts, long epoch) {
    return facts.others().findAny().isPresent()
        && facts
            .others()
            .allMatch(
                other ->
                    other.follows() && other.epoch() >= epoch && !facts.since(other.at(), SILENCE));
  }

  private static boolean mayTake(Facts facts, @Nullable ActiveConcentrator active) {
    var holder = active == null ? null : active.nodeName();
    if (active == null || holder == null || !facts.nodeNames().contains(holder)) {
      return mayBegin(facts);
    }
    var heard = facts.heard().get(holder);
    if (heard == null || !silent(facts, facts.seen())) {
      return false;
    }
    var present = !facts.since(heard.at(), SILENCE);
    return present
        ? heard.follows() && (heard.activeEpoch() == 0 || silent(facts, heard.activeAt()))
        : heardAs(heard, active, facts.seen()) && silent(facts, heard.at());
  }

  /// Whether it was heard with that role, or since we know that it has it.
  private static boolean heardAs(Heard heard, ActiveConcentrator active, long seen) {
    return heard.activeEpoch() >= active.epoch() || heard.at() - seen >= 0;
  }

  /// Nobody has it: the first that is named takes it, and another one if that one is not there.
  private static boolean mayBegin(Facts facts) {
    var first = facts.nodeNames().getFirst();
    if (first.equals(facts.node())) {
      return true;
    }
    var heard = facts.heard().get(first);
    return silent(facts, facts.seen()) && (heard == null || silent(facts, heard.at()));
  }

  /// Whether nothing came since then although we listened.
  private static boolean silent(Facts facts, long moment) {
    return facts.since(moment, SILENCE) && facts.since(facts.awake(), SILENCE);
  }
}
