package io.ciao.store;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/// Presence in a [MemoryStore], by the same comparison as in etcd, without leases. Safe for many
/// threads.
public final class MemoryPresence implements PresenceStore {
  private final MemoryStore store;
  private final BiConsumer<String, PresenceFeed.Seen> told;

  /// @param told what a [PresenceFeed] would tell, at once: the name and what was stored
  public MemoryPresence(MemoryStore store, BiConsumer<String, PresenceFeed.Seen> told) {
    this.store = store;
    this.told = told;
  }

  @Override
  public Outcome renew(String node, Renewal renewal, Duration wait) throws StoreException {
    var expected = new Expected.Value(renewal.member());
    var member = new Guard.SystemIs(SystemKeys.member(node), expected);
    return switch (put(node, renewal, List.of(member))) {
      case CommitResult.Committed _ -> new Outcome.Renewed();
      case CommitResult.Refused _, CommitResult.TermLost _ ->
          new Outcome.Refused(store.readSystem(SystemKeys.member(node)).value());
    };
  }

  @Override
  public void probe(String name, Renewal renewal, Duration wait) throws StoreException {
    put(name, renewal, List.of());
  }

  private CommitResult put(String name, Renewal renewal, List<Guard> guards) throws StoreException {
    var key = SystemKeys.presence(name);
    var change = new Change.PutSystem(key, renewal.toString(), Expected.any());
    var before = store.readSystem(key).modRevision();
    try {
      return store.commit(new Transaction(List.of(change), guards));
    } finally {
      // Whatever the writer was told of it.
      var now = store.readSystem(key).modRevision();
      if (now != before) {
        told.accept(name, new PresenceFeed.Seen(renewal, now));
      }
    }
  }

  /// What a [PresenceFeed] finds where it lists again.
  public java.util.Map<String, PresenceFeed.Seen> all() {
    var found = new java.util.TreeMap<String, PresenceFeed.Seen>();
    for (var value : store.readSystemPrefix(SystemKeys.PRESENCES)) {
      Renewal.parse(String.valueOf(value.value()))
          .ifPresent(
              renewal ->
                  found.put(
                      value.key().substring(SystemKeys.PRESENCES.length()),
                      new PresenceFeed.Seen(renewal, value.modRevision())));
    }
    return found;
  }
}
