package io.ciao.launcher.desired;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.meta.ObjectKey;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.ledger.LedgerStorage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this node knows of the objects that concern it: per uid the version with the highest
/// resourceVersion, however it came; of one version the API's copy, for a frame has only the fields
/// that its scheduler knows. Older input is ignored.
///
/// What decides about an instance is written to disk as well, so that a restarted agent goes on
/// serving while the API is away; a change that only repeats what the node itself reported is not.
///
/// What was said of an instance before the node joined counts only if the list of the join confirms
/// it: a watch or a frame that was held up on the way would show a binding that was moved
/// meanwhile.
///
/// Safe for many threads.
public final class KeptObjects {
  private static final Logger LOG = LoggerFactory.getLogger(KeptObjects.class);
  private static final String OWNERS = "managedFields";
  private static final Duration UNREFERENCED_AFTER = Duration.ofMinutes(1);

  private final Map<KeptKind, Map<String, Kept>> objects = new EnumMap<>(KeptKind.class);
  private final Optional<LedgerStorage> disk;
  private final InstantSource clock;
  private volatile Join join = Join.NONE;
  private volatile @Nullable Listener listener;

  /// Is told what has changed, on the thread that brought it; must not block.
  public interface Listener {
    /// A newer version is kept, or the API now vouches for it.
    ///
    /// @param before null if nothing was kept of that object
    void changed(@Nullable Kept before, Kept now);
  }

  /// What the node's membership rests on.
  ///
  /// @param version of the list that was read then; 0 before the first join
  /// @param epochs of the instances that were bound here then, by uid; empty if an earlier life of
  ///   the agent read it
  private record Join(long version, Optional<Map<String, Long>> epochs) {
    static final Join NONE = new Join(0, Optional.empty());

    /// Whether an instance is of before the join and not known to be bound here still. A watch of
    /// this life begins with a list that is newer than the join of an earlier one; a frame may be
    /// as old as can be.
    boolean overtook(String uid, long instanceVersion, ObjectNode instance, Source source) {
      var epoch = instance.path("status").path("binding").path("epoch").asLong();
      return instanceVersion <= version
          && !epochs
              .map(bound -> bound.getOrDefault(uid, 0L) == epoch)
              .orElse(source != Source.FRAME);
    }
  }

  /// Reads what an earlier life kept.
  ///
  /// @param disk where kept objects survive the process; empty for simulated nodes
  public KeptObjects(Optional<LedgerStorage> disk, InstantSource clock) {
    this.disk = disk;
    this.clock = clock;
    for (var kind : KeptKind.values()) {
      objects.put(kind, new ConcurrentHashMap<>(4));
    }
    disk.ifPresent(this::load);
  }

  /// Tells of changes from now on; there is one listener.
  public void onChange(@Nullable Listener told) {
    listener = told;
  }

  private void load(LedgerStorage storage) {
    storage
        .readAll()
        .forEach(
            (name, value) -> {
              try {
                keep(Json.parse(value), Source.DISK);
              } catch (UnreadableObjectException | IllegalArgumentException e) {
                LOG.warn(
                    "kept object is unreadable, fetching it again file={} problem={}",
                    name,
                    e.getMessage());
              }
            });
  }

  /// The node joined at that version, in an earlier life of the agent.
  public void joined(long version) {
    join = new Join(version, Optional.empty());
  }

  /// The node joins: of what was said up to that version, only this is bound here.
  ///
  /// @param epochs by uid
  /// @return the uids of the instances that are forgotten, being bound here no more
  public List<String> joins(long version, Map<String, Long> epochs) {
    var now = new Join(version, Optional.of(Map.copyOf(epochs)));
    join = now;
    var forgotten = new ArrayList<String>();
    for (var instance : all(KeptKind.INSTANCE)) {
      if (now.overtook(instance.uid(), instance.version(), instance.tree(), instance.source())) {
        forget(KeptKind.INSTANCE, instance.uid());
        forgotten.add(instance.uid());
      }
    }
    return forgotten;
  }

  /// Takes an object in. A version that is not newer than the kept one changes nothing but the time
  /// it was seen at.
  ///
  /// @return whether it is newer, or the API now vouches for what only a frame had said
  public boolean offer(ObjectNode object, Source source) {
    return keep(object, source);
  }

  private boolean keep(ObjectNode object, Source source) {
    var kind = KeptKind.of(object.path("kind").asText());
    var metadata = object.path("metadata");
    var uid = metadata.path("uid").asText();
    if (kind.isEmpty() || uid.isEmpty()) {
      return false;
    }
    if (!object.has("spec")) {
      seeNamed(kind.get(), uid, metadata.path("resourceVersion").asLong(), source);
      return false;
    }
    var namespace = metadata.path("namespace").asText("");
    var key = new ObjectKey(namespace.isEmpty() ? null : namespace, metadata.path("name").asText());
    var version = Long.parseLong(metadata.path("resourceVersion").asText("0"));
    var offered =
        new Kept(
            kind.get(),
            key,
            uid,
            version,
            source,
            clock.instant(),
            Json.writeText(withoutOwners(object)));
    var changed = new boolean[1];
    var before = new AtomicReference<@Nullable Kept>();
    of(kind.get())
        .compute(
            uid,
            (_, present) -> {
              before.set(present);
              if (kind.get() == KeptKind.INSTANCE && join.overtook(uid, version, object, source)) {
                LOG.debug("instance of before the join uid={} version={}", uid, version);
                return present;
              }
              if (present != null && !offered.replaces(present)) {
                return present.version() == version
                    ? present.seenAgain(source, clock.instant())
                    : present;
              }
              changed[0] = true;
              persist(present, offered, object);
              return offered;
            });
    var told = listener;
    if (changed[0] && told != null) {
      told.changed(before.get(), offered);
    }
    return changed[0];
  }

  /// Who wrote which field is two fifths of an object's text, and nothing to a node.
  private static ObjectNode withoutOwners(ObjectNode object) {
    if (!(object.get("metadata") instanceof ObjectNode metadata) || !metadata.has(OWNERS)) {
      return object;
    }
    var slim = Json.object().<ObjectNode>setAll(object);
    slim.set("metadata", Json.object().<ObjectNode>setAll(metadata).without(OWNERS));
    return slim;
  }

  /// A START only names what its connection has carried before: that copy is vouched for anew.
  private void seeNamed(KeptKind kind, String uid, long version, Source source) {
    of(kind)
        .computeIfPresent(
            uid,
            (_, present) ->
                present.version() == version
                    ? present.seenAgain(source, clock.instant())
                    : present);
  }

  private void persist(@Nullable Kept before, Kept now, ObjectNode tree) {
    if (disk.isEmpty() || now.source() == Source.DISK) {
      return;
    }
    if (before != null && before.json().equals(now.json())) {
      return;
    }
    if (before != null
        && now.kind() == KeptKind.INSTANCE
        && Essence.of(before.tree()).equals(Essence.of(tree))) {
      return;
    }
    disk.get().write(fileName(now.kind(), now.uid()), now.json().getBytes(StandardCharsets.UTF_8));
  }

  private static String fileName(KeptKind kind, String uid) {
    return kind.type().plural() + "-" + uid;
  }

  public Optional<Kept> byUid(KeptKind kind, String uid) {
    return Optional.ofNullable(of(kind).get(uid));
  }

  /// The object of that name; of several (one was deleted and made again) the newest.
  public Optional<Kept> byKey(KeptKind kind, ObjectKey key) {
    return of(kind).values().stream()
        .filter(kept -> kept.key().equals(key))
        .max(Comparator.comparingLong(Kept::version));
  }

  /// Every uid that an object of that name has or had here.
  public List<String> uids(KeptKind kind, ObjectKey key) {
    return of(kind).values().stream()
        .filter(kept -> kept.key().equals(key))
        .map(Kept::uid)
        .toList();
  }

  public Collection<Kept> all(KeptKind kind) {
    return List.copyOf(of(kind).values());
  }

  /// Drops an object.
  public void forget(KeptKind kind, String uid) {
    if (of(kind).remove(uid) != null) {
      disk.ifPresent(storage -> storage.remove(fileName(kind, uid)));
    }
  }

  /// Drops what instances referred to once no instance is kept. What came a moment ago stays: its
  /// instance may be on its way.
  public void dropUnreferenced() {
    if (!of(KeptKind.INSTANCE).isEmpty()) {
      return;
    }
    var limit = clock.instant().minus(UNREFERENCED_AFTER);
    for (var kind : List.of(KeptKind.IMAGE, KeptKind.SSH_KEY, KeptKind.SECURITY_GROUP)) {
      for (var object : all(kind)) {
        if (object.receivedAt().isBefore(limit)) {
          forget(kind, object.uid());
        }
      }
    }
  }

  private Map<String, Kept> of(KeptKind kind) {
    var map = objects.get(kind);
    if (map == null) {
      throw new IllegalStateException("no place for objects of kind " + kind);
    }
    return map;
  }
}
