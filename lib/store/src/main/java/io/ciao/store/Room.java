package io.ciao.store;

import io.ciao.store.Change.ResourceChange;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What may share one etcd transaction: at most so many objects and bytes, no two objects at one
/// place, and no key that one writes and another writes or compares. Confined to one thread.
///
/// etcd evaluates every comparison of a transaction, inner ones too, before it does any of its
/// writes, and refuses a transaction that puts a key twice. And since all of them get one revision,
/// no two objects may have the same place.
public final class Room {
  private final Set<String> written = new HashSet<>();
  private final Set<String> compared = new HashSet<>();
  private long places;
  private int objects;
  private long bytes;

  /// What one transaction takes.
  ///
  /// @param places one bit a place; there are 64
  /// @param objects at least one: system keys alone cost about as much
  /// @param bytes of values that are put
  private record Footprint(
      Set<String> written, Set<String> compared, long places, int objects, long bytes) {

    static Footprint of(Transaction transaction) {
      Set<String> written = new HashSet<>();
      Set<String> compared = new HashSet<>();
      long places = 0;
      int objects = 0;
      long bytes = 0;
      for (Change change : transaction.changes()) {
        String key = Transaction.etcdKey(change);
        written.add(key);
        if (change instanceof ResourceChange) {
          objects++;
          places |= 1L << ResourceVersions.place(key);
          bytes += bytes(change);
        }
      }
      for (Guard guard : transaction.guards()) {
        String key = key(guard);
        if (key != null) {
          compared.add(key);
        }
      }
      return new Footprint(written, compared, places, Math.max(1, objects), bytes);
    }

    private static long bytes(Change change) {
      return switch (change) {
        case Change.Create create -> create.form().yamlBytes();
        case Change.Update update -> update.form().yamlBytes();
        case Change.Delete _, Change.SystemChange _ -> 0;
      };
    }

    /// Terms are compared by all of a leader's writes, and no transaction writes them.
    private static @Nullable String key(Guard guard) {
      return switch (guard) {
        case Guard.LeaderTerm _ -> null;
        case Guard.SystemIs(String key, Expected _) -> key;
        case Guard.ResourceAbsent(ResourceKey key) -> key.etcdKey();
        case Guard.ResourceExists(ResourceKey key) -> key.etcdKey();
        case Guard.ResourceAt(ResourceKey key, long _) -> key.etcdKey();
        case Guard.ValueAt(ResourceKey key, long _) -> key.etcdKey();
      };
    }
  }

  /// Takes a transaction if it fits to those taken before; the first one always does.
  public boolean offer(Transaction transaction) {
    Footprint more = Footprint.of(transaction);
    if (!written.isEmpty() && !fits(more)) {
      return false;
    }
    written.addAll(more.written());
    compared.addAll(more.compared());
    places |= more.places();
    objects += more.objects();
    bytes += more.bytes();
    return true;
  }

  /// Whether hardly anything more would fit.
  public boolean isFull() {
    return objects >= Transaction.MAX_OBJECTS || bytes >= Transaction.MAX_BYTES;
  }

  private boolean fits(Footprint more) {
    return objects + more.objects() <= Transaction.MAX_OBJECTS
        && bytes + more.bytes() <= Transaction.MAX_BYTES
        && (places & more.places()) == 0
        && more.written().stream().noneMatch(key -> written.contains(key) || compared.contains(key))
        && more.compared().stream().noneMatch(written::contains);
  }
}
