package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.store.PlannedWrite.PutObject;
import io.ciao.store.PlannedWrite.PutText;
import io.ciao.store.PlannedWrite.RemoveObject;
import io.ciao.store.PlannedWrite.RemoveText;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Finds out by reading whether a transaction happened whose answer was lost. Transactions are all
/// or nothing, so one object put by it tells for all; where none was put, everything it should have
/// left must be seen.
final class OutcomeJudge {
  /// Versions of a key looked back through; each costs a read.
  private static final int LOOK_BACK = 32;

  private final EtcdConnection etcd;

  OutcomeJudge(EtcdConnection etcd) {
    this.etcd = etcd;
  }

  /// The revision at which the transaction happened, as near as can be told; empty if it has not
  /// (yet).
  OptionalLong happened(CommitPlan plan, Duration patience) throws EtcdCallException {
    Optional<PutObject> witness = witness(plan);
    if (witness.isPresent()) {
      return happened(witness.get(), patience);
    }
    long revision = 0;
    for (PlannedWrite write : plan.writes()) {
      OptionalLong seen = happened(write, patience);
      if (seen.isEmpty()) {
        return OptionalLong.empty();
      }
      revision = Math.max(revision, seen.getAsLong());
    }
    return OptionalLong.of(revision);
  }

  /// A created object, else a replaced one.
  private static Optional<PutObject> witness(CommitPlan plan) {
    List<PutObject> puts =
        plan.writes().stream()
            .filter(PutObject.class::isInstance)
            .map(PutObject.class::cast)
            .toList();
    return puts.stream()
        .filter(put -> put.replaces() == 0)
        .findFirst()
        .or(() -> puts.stream().findFirst());
  }

  private OptionalLong happened(PlannedWrite write, Duration patience) throws EtcdCallException {
    GetResponse answer = etcd.get(write.etcdKey(), patience);
    Optional<KeyValue> found = answer.getKvs().stream().findFirst();
    long now = answer.getHeader().getRevision();
    return switch (write) {
      case PutObject put when put.replaces() == 0 -> created(put, found);
      case PutObject put -> updated(put, found, patience);
      case RemoveObject remove -> removed(remove, found, now);
      case PutText put -> written(put, found);
      case RemoveText remove -> found.isEmpty() ? OptionalLong.of(now) : OptionalLong.empty();
    };
  }

  private static OptionalLong created(PutObject put, Optional<KeyValue> found) {
    if (found.isEmpty()) {
      return OptionalLong.empty();
    }
    KeyValue value = found.get();
    boolean ours = value.getValue().equals(put.bytes()) || uid(value).equals(put.uid());
    return ours ? OptionalLong.of(value.getCreateRevision()) : OptionalLong.empty();
  }

  /// The version right behind the one we compared is ours or somebody else's; later ones say
  /// nothing.
  private OptionalLong updated(PutObject put, Optional<KeyValue> found, Duration patience)
      throws EtcdCallException {
    if (found.isEmpty()) {
      return OptionalLong.empty();
    }
    KeyValue value = found.get();
    for (int i = 0; i < LOOK_BACK && value.getModRevision() > put.replaces(); i++) {
      Optional<KeyValue> older = older(value, patience);
      boolean ours = value.getValue().equals(put.bytes());
      boolean successor = older.isEmpty() || older.get().getModRevision() <= put.replaces();
      if (successor) {
        return ours ? OptionalLong.of(value.getModRevision()) : OptionalLong.empty();
      }
      value = older.get();
    }
    return OptionalLong.empty();
  }

  private Optional<KeyValue> older(KeyValue value, Duration patience) throws EtcdCallException {
    if (value.getVersion() <= 1) {
      return Optional.empty();
    }
    ByteSequence key = value.getKey();
    try {
      return etcd.getAt(key, value.getModRevision() - 1, patience);
    } catch (EtcdCallException e) {
      if (e.kind() == EtcdCallException.Kind.OUT_OF_RANGE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static OptionalLong removed(RemoveObject remove, Optional<KeyValue> found, long now) {
    StoredObject served = remove.served();
    boolean gone = found.isEmpty() || (served != null && !uid(found.get()).equals(served.uid()));
    return gone ? OptionalLong.of(now) : OptionalLong.empty();
  }

  private static OptionalLong written(PutText put, Optional<KeyValue> found) {
    if (found.isEmpty() || !found.get().getValue().equals(EtcdConnection.bytes(put.text()))) {
      return OptionalLong.empty();
    }
    long revision = found.get().getModRevision();
    boolean before =
        put.expected() instanceof Expected.ModRevision(long compared) && compared == revision;
    return before ? OptionalLong.empty() : OptionalLong.of(revision);
  }

  private static String uid(KeyValue value) {
    try {
      ObjectNode tree = ObjectReader.readStored(value.getValue().getBytes());
      return tree.path("metadata").path("uid").asText("");
    } catch (UnreadableObjectException e) {
      return "";
    }
  }
}
