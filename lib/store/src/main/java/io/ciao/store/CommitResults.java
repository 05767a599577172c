package io.ciao.store;

import io.ciao.store.CommitResult.Cause;
import io.ciao.store.CommitResult.Cause.ChangeFailed;
import io.ciao.store.CommitResult.Cause.GuardFailed;
import io.ciao.store.CommitResult.Committed;
import io.ciao.store.CommitResult.Refused;
import io.ciao.store.CommitResult.TermLost;
import io.ciao.store.PlannedWrite.PutObject;
import io.ciao.store.PlannedWrite.PutText;
import io.ciao.store.PlannedWrite.RemoveObject;
import io.ciao.store.PlannedWrite.RemoveText;
import io.ciao.store.ValueDecoder.Good;
import io.etcd.jetcd.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a writer is told of a plan, by what became of it. Safe for many threads.
final class CommitResults {
  private final ObjectCache cache;
  private final ValueDecoder decoder;

  CommitResults(ObjectCache cache, ValueDecoder decoder) {
    this.cache = cache;
    this.decoder = decoder;
  }

  /// A plan that was not sent: it names a version of another restore.
  Refused foreign(Cause cause) {
    return new Refused(cause, served(cause), null);
  }

  /// A plan that happened.
  Committed committed(CommitPlan plan, long revision) {
    Map<ResourceKey, StoredObject> objects = new HashMap<>();
    for (PlannedWrite write : plan.writes()) {
      switch (write) {
        case PutObject put -> objects.put(put.key(), put.own().at(version(put.key(), revision)));
        case RemoveObject remove -> {
          if (remove.served() != null) {
            objects.put(remove.key(), remove.served().at(version(remove.key(), revision)));
          }
        }
        case PutText put -> {}
        case RemoveText remove -> {}
      }
    }
    return new Committed(objects, revision);
  }

  /// A plan that did not happen.
  CommitResult refused(CommitPlan plan, TxnAnswer answer) {
    return switch (answer) {
      case TxnAnswer.TermOver(Term term) -> new TermLost(term);
      case TxnAnswer.Failed failed -> refused(plan, failed);
      case TxnAnswer.Done done -> throw new IllegalStateException(plan.what() + ": done");
    };
  }

  private Refused refused(CommitPlan plan, TxnAnswer.Failed failed) {
    for (int i = 0; i < plan.conditions().size(); i++) {
      Condition condition = plan.conditions().get(i);
      KeyValue found = failed.found().get(i).orElse(null);
      if (!condition.holds(found)) {
        return refused(plan.causes().get(i), condition.key(), found, failed.revision());
      }
    }
    throw new IllegalStateException(plan.what() + ": refused, yet every condition holds");
  }

  private Refused refused(Cause cause, String key, @Nullable KeyValue found, long revision) {
    if (key.startsWith(SystemKeys.PREFIX)) {
      long header = ResourceVersions.ofList(cache.restores(), revision);
      return new Refused(cause, null, systemValue(key, found, header));
    }
    return new Refused(cause, current(key, found), null);
  }

  /// The object as etcd holds it; the one served if that is unreadable; null if there is none.
  private @Nullable StoredObject current(String key, @Nullable KeyValue found) {
    if (found == null) {
      return null;
    }
    byte[] value = found.getValue().getBytes();
    return decoder.decode(key, value, cache.restores(), found.getModRevision())
            instanceof Good(StoredObject object)
        ? object
        : cache.get(ResourceKey.of(key));
  }

  private @Nullable StoredObject served(Cause cause) {
    return switch (cause) {
      case ChangeFailed(int index, Change.ResourceChange change) -> cache.get(change.key());
      case ChangeFailed(int index, Change.SystemChange change) -> null;
      case GuardFailed(int index, Guard.ResourceAt(ResourceKey key, long version)) ->
          cache.get(key);
      case GuardFailed(int index, Guard guard) -> null;
    };
  }

  /// What stands under a system key.
  static SystemValue systemValue(String key, @Nullable KeyValue found, long headerVersion) {
    return found == null
        ? new SystemValue(key, null, 0, 0, headerVersion)
        : new SystemValue(
            key,
            found.getValue().toString(StandardCharsets.UTF_8),
            found.getCreateRevision(),
            found.getModRevision(),
            headerVersion);
  }

  private long version(ResourceKey key, long revision) {
    return ResourceVersions.ofObject(cache.restores(), revision, key);
  }
}
