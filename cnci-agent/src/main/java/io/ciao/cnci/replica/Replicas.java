package io.ciao.cnci.replica;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.ActiveConcentrator;
import io.ciao.api.network.Concentrator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What this node knows of the concentrators that it carries together with others, and what it is
/// to each. Safe for many threads.
public final class Replicas {
  /// Whoever looks less often has not listened.
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final String node;
  private final String vtep;
  private final LongSupplier nanoTime;
  private final Map<ObjectKey, Held> held = new HashMap<>();

  /// By concentrator's uid, then by node.
  private final Map<String, Map<String, Heard>> heard = new HashMap<>();

  /// By concentrator's uid, when the API last said that this node has the role.
  private final Map<String, Long> confirmed = new HashMap<>();

  private long awake;
  private long looked;

  /// @param vtep this node's tunnel address
  /// @param nanoTime a monotonic clock in nanoseconds
  public Replicas(String node, String vtep, LongSupplier nanoTime) {
    this.node = node;
    this.vtep = vtep;
    this.nanoTime = nanoTime;
    this.awake = nanoTime.getAsLong();
    this.looked = awake;
  }

  /// @param said whether the API said so in this life
  /// @param seen since when the role is known to be as it is
  /// @param contested whether the one who had it before may be outside still
  /// @param outside whether it reaches the outside now
  /// @param enacted what this node is to it, null before the first pass has ended
  private record Held(
      Concentrator concentrator,
      boolean said,
      long seen,
      boolean contested,
      boolean outside,
      @Nullable Stance enacted) {
    String uid() {
      return concentrator.metadata().requireUid();
    }

    long epoch() {
      return epochOf(concentrator);
    }

    Held of(Concentrator newer) {
      return new Held(newer, said, seen, contested, outside, enacted);
    }

    Held enacting(Stance stance) {
      return new Held(
          concentrator, said, seen, contested, stance.reach() == Stance.LEAD.reach(), stance);
    }
  }

  private static long epochOf(Concentrator concentrator) {
    var active = concentrator.status().active();
    return active == null ? 0 : active.epoch();
  }

  /// The newest version of it that was seen here: what this node has written itself is known before
  /// the watch shows it.
  public synchronized Concentrator newest(ObjectKey key, Concentrator read) {
    var before = held.get(key);
    return before != null
            && before.said()
            && before.uid().equals(read.metadata().uid())
            && before.concentrator().metadata().version() > read.metadata().version()
        ? before.concentrator()
        : read;
  }

  /// This node has written its status, and who has the role is as it was.
  public synchronized void wrote(ObjectKey key, Concentrator written) {
    held.computeIfPresent(
        key,
        (_, known) ->
            known.uid().equals(written.metadata().uid()) && known.epoch() == epochOf(written)
                ? known.of(written)
                : known);
  }

  /// What to be to it, which the pass that asks begins to make true.
  ///
  /// @param said whether the API said so in this life; it is remembered otherwise
  /// @param outside whether it reaches the outside now
  public synchronized Stance stance(
      ObjectKey key, Concentrator concentrator, boolean said, boolean outside) {
    var now = nanoTime.getAsLong();
    var before = held.get(key);
    if (before != null && !before.uid().equals(concentrator.metadata().uid())) {
      before = null;
    }
    var known =
        before != null
                && before.epoch() == epochOf(concentrator)
                && before.concentrator().spec().nodeNames().equals(concentrator.spec().nodeNames())
            ? new Held(
                concentrator, said, before.seen(), before.contested(), outside, before.enacted())
            : new Held(
                concentrator,
                said,
                now,
                contested(before, concentrator),
                outside,
                before == null ? null : before.enacted());
    held.put(key, known);
    var stance = decide(known, now);
    if (stance.leads()) {
      // Said from now on; that it stands by, only when it does.
      held.put(key, known.enacting(stance));
    }
    return stance;
  }

  /// Whether one that is named still had the role before, or nobody knows who had it.
  private static boolean contested(@Nullable Held before, Concentrator now) {
    if (before == null) {
      return epochOf(now) != 0;
    }
    if (before.epoch() == epochOf(now)) {
      return before.contested();
    }
    var active = before.concentrator().status().active();
    return active != null && now.spec().nodeNames().contains(String.valueOf(active.nodeName()));
  }

  /// The pass has made it true.
  public synchronized void enacted(ObjectKey key, Stance stance) {
    held.computeIfPresent(key, (_, known) -> known.enacting(stance));
  }

  /// This node does not carry it any more.
  public synchronized void forget(ObjectKey key) {
    var known = held.remove(key);
    if (known != null) {
      heard.remove(known.uid());
      confirmed.remove(known.uid());
    }
  }

  private Stance decide(Held known, long now) {
    var concentrator = known.concentrator();
    return TakeoverDecider.decide(
        new TakeoverDecider.Facts(
            now,
            node,
            vtep,
            concentrator.spec().nodeNames(),
            concentrator.status().active(),
            known.seen(),
            known.contested(),
            known.said(),
            known.outside(),
            heard.getOrDefault(known.uid(), Map.of()),
            confirmed.get(known.uid()),
            awake));
  }

  /// The concentrators to which this node is something else than it should be by now. To be asked
  /// some ten times a second.
  public synchronized List<ObjectKey> due() {
    var now = nanoTime.getAsLong();
    if (now - looked > PAUSE.toNanos()) {
      awake = now;
    }
    looked = now;
    var due = new ArrayList<ObjectKey>();
    held.forEach(
        (key, known) -> {
          if (known.enacted() != null && decide(known, now) != known.enacted()) {
            due.add(key);
          }
        });
    return due;
  }

  /// What there is to say to another node: of what both carry.
  synchronized List<Word> words(String peer) {
    var words = new ArrayList<Word>();
    for (var known : held.values()) {
      var stance = known.enacted();
      if (stance != null && known.concentrator().spec().nodeNames().contains(peer)) {
        words.add(new Word(known.uid(), known.epoch(), stance.leads()));
      }
    }
    return words;
  }

  /// Takes in what another node said. What is not carried here, or not by it, is passed over.
  synchronized void hear(String peer, List<Word> words) {
    var now = nanoTime.getAsLong();
    var carried = new HashSet<String>();
    held.values().stream()
        .filter(known -> known.concentrator().spec().nodeNames().contains(peer))
        .forEach(known -> carried.add(known.uid()));
    for (var word : words) {
      if (carried.contains(word.uid())) {
        heard
            .computeIfAbsent(word.uid(), _ -> new HashMap<>())
            .compute(
                peer,
                (_, before) -> before == null ? Heard.first(word, now) : before.and(word, now));
      }
    }
  }

  /// The tunnel addresses of the nodes that have the role where this one stands by, by their names:
  /// whom to call.
  synchronized Map<String, String> leaders() {
    var leaders = new TreeMap<String, String>();
    for (var known : held.values()) {
      Optional.ofNullable(known.concentrator().status().active())
          .filter(active -> isOther(active, known))
          .ifPresent(active -> leaders.put(String.valueOf(active.nodeName()), active.vtep()));
    }
    return leaders;
  }

  private boolean isOther(ActiveConcentrator active, Held known) {
    var name = active.nodeName();
    return name != null
        && !name.equals(node)
        && known.concentrator().spec().nodeNames().contains(name);
  }

  /// The time that all of it goes by, in nanoseconds.
  long now() {
    return nanoTime.getAsLong();
  }

  /// Whether the API has to be asked who has the role: somewhere this node has it and does not hear
  /// the other.
  public synchronized boolean inDoubt() {
    var now = nanoTime.getAsLong();
    return held.values().stream()
        .filter(known -> known.enacted() != null && known.enacted().leads())
        .filter(known -> known.concentrator().spec().nodeNames().size() > 1)
        .anyMatch(
            known ->
                heard.getOrDefault(known.uid(), Map.of()).values().stream()
                    .noneMatch(other -> now - other.at() < PAUSE.toNanos()));
  }

  /// The API has answered.
  ///
  /// @param asked when it was asked
  /// @param read all that it has of this node
  synchronized void confirm(long asked, List<Concentrator> read) {
    Set<String> epochs = new HashSet<>();
    for (var concentrator : read) {
      var active = concentrator.status().active();
      if (active != null && node.equals(active.nodeName())) {
        epochs.add(concentrator.metadata().uid() + " " + active.epoch());
      }
    }
    for (var known : held.values()) {
      if (epochs.contains(known.uid() + " " + known.epoch())) {
        confirmed.put(known.uid(), asked);
      }
    }
  }
}
