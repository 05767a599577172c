package io.ciao.launcher.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The promises of this node about its instances. Every change is in storage before the method
/// returns, so whoever acts after the call acts on a promise that survives a crash. Epochs only
/// grow: recording an older one changes nothing.
///
/// Safe for many threads; one uid is changed by one thread at a time (its pass).
public final class InstanceLedger {
  /// How long a tombstone stays. A START older than this cannot be in flight any more: a scheduler
  /// sends it again only for what is bound.
  public static final Duration TOMBSTONE_TTL = Duration.ofHours(24);

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build());

  private final LedgerStorage storage;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, LedgerEntry> entries = new ConcurrentHashMap<>();

  /// Reads what is stored.
  ///
  /// @throws LedgerException if an entry is unreadable: without it nobody can say which epochs were
  ///   promised, so the agent must not guess
  public InstanceLedger(LedgerStorage storage, InstantSource clock) {
    this.storage = storage;
    this.clock = clock;
    storage.readAll().forEach((name, value) -> entries.put(name, decode(name, value)));
  }

  public Optional<LedgerEntry> entry(String uid) {
    return Optional.ofNullable(entries.get(uid));
  }

  /// Every entry, tombstones too, in no order.
  public List<LedgerEntry> entries() {
    return List.copyOf(entries.values());
  }

  /// Records that a copy at `epoch` is about to be made by `driver`.
  public void recordActed(InstanceName instance, String driver, long epoch) {
    change(instance, entry -> entry.acted(driver, epoch));
  }

  /// Records that `epoch` and everything below it is given up for good.
  public void recordReleased(InstanceName instance, long epoch) {
    change(instance, entry -> entry.released(epoch));
  }

  /// Records that the wish for a restart of that time is about to be acted on: never again.
  public void recordRestart(InstanceName instance, Instant wish) {
    change(instance, entry -> entry.restarted(wish));
  }

  /// Turns the entry into a tombstone once nothing of the instance is left here.
  public void bury(String uid) {
    var entry = entries.get(uid);
    if (entry != null && entry.buriedAt() == null) {
      store(entry.buried(clock.instant()));
    }
  }

  /// Drops tombstones older than [#TOMBSTONE_TTL].
  public void dropOldTombstones() {
    var limit = clock.instant().minus(TOMBSTONE_TTL);
    for (var entry : entries()) {
      var buriedAt = entry.buriedAt();
      if (buriedAt != null && buriedAt.isBefore(limit)) {
        storage.remove(entry.uid());
        entries.remove(entry.uid());
      }
    }
  }

  private void change(InstanceName instance, UnaryOperator<LedgerEntry> change) {
    var present = entries.get(instance.uid());
    var before =
        present != null
            ? present
            : LedgerEntry.first(instance.uid(), instance.namespace(), instance.name());
    var after = change.apply(before);
    if (!after.equals(present)) {
      store(after);
    }
  }

  private void store(LedgerEntry entry) {
    storage.write(entry.uid(), encode(entry));
    entries.put(entry.uid(), entry);
  }

  private static byte[] encode(LedgerEntry entry) {
    var tree = JSON.createObjectNode();
    tree.put("uid", entry.uid());
    tree.put("namespace", entry.namespace());
    tree.put("name", entry.name());
    tree.put("driver", entry.driver());
    tree.put("actedEpoch", entry.actedEpoch());
    tree.put("releasedEpoch", entry.releasedEpoch());
    var buriedAt = entry.buriedAt();
    if (buriedAt != null) {
      tree.put("buriedAt", buriedAt.toString());
    }
    var restartedAt = entry.restartedAt();
    if (restartedAt != null) {
      tree.put("restartedAt", restartedAt.toString());
    }
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a ledger entry is plain text and numbers", e);
    }
  }

  private static LedgerEntry decode(String name, byte[] value) {
    try {
      var tree = JSON.readTree(value);
      return new LedgerEntry(
          text(tree, "uid"),
          text(tree, "namespace"),
          text(tree, "name"),
          text(tree, "driver"),
          number(tree, "actedEpoch"),
          number(tree, "releasedEpoch"),
          time(tree, "buriedAt"),
          time(tree, "restartedAt"));
    } catch (IOException | RuntimeException e) {
      throw new LedgerException(
          "ledger entry "
              + name
              + " is unreadable, so it is unknown which binding of that instance this node acted"
              + " on; make sure that no copy of it runs here, remove the entry, start again",
          e);
    }
  }

  private static String text(JsonNode tree, String field) {
    var value = tree.get(field);
    if (value == null || !value.isTextual()) {
      throw new IllegalArgumentException("field " + field + " is missing");
    }
    return value.textValue();
  }

  private static @Nullable Instant time(JsonNode tree, String field) {
    return tree.hasNonNull(field) ? Instant.parse(text(tree, field)) : null;
  }

  private static long number(JsonNode tree, String field) {
    var value = tree.get(field);
    if (value == null || !value.canConvertToLong()) {
      throw new IllegalArgumentException("field " + field + " is missing");
    }
    return value.longValue();
  }
}
