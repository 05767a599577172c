package io.ciao.store;

import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One comparison of a transaction.
///
/// @param key the etcd key compared
/// @param test what must hold
record Condition(String key, Test test) {
  /// What must hold of a key.
  sealed interface Test {}

  /// The key is not there.
  record IsAbsent() implements Test {}

  /// The key is there.
  record Exists() implements Test {}

  /// The key was last written at this revision.
  record WrittenAt(long modRevision) implements Test {}

  /// The key was created at this revision.
  record CreatedAt(long createRevision) implements Test {}

  /// The key holds this text.
  record Holds(String text) implements Test {}

  /// The test that an expectation means; empty if anything will do.
  static Optional<Test> test(Expected expected) {
    return switch (expected) {
      case Expected.Absent() -> Optional.of(new IsAbsent());
      case Expected.Any() -> Optional.empty();
      case Expected.ModRevision(long revision) -> Optional.of(new WrittenAt(revision));
      case Expected.Value(String text) -> Optional.of(new Holds(text));
    };
  }

  Cmp compare() {
    var name = EtcdConnection.bytes(key);
    return switch (test) {
      case IsAbsent() -> new Cmp(name, Cmp.Op.EQUAL, CmpTarget.createRevision(0));
      case Exists() -> new Cmp(name, Cmp.Op.GREATER, CmpTarget.createRevision(0));
      case WrittenAt(long revision) -> new Cmp(name, Cmp.Op.EQUAL, CmpTarget.modRevision(revision));
      case CreatedAt(long revision) ->
          new Cmp(name, Cmp.Op.EQUAL, CmpTarget.createRevision(revision));
      case Holds(String text) ->
          new Cmp(name, Cmp.Op.EQUAL, CmpTarget.value(EtcdConnection.bytes(text)));
    };
  }

  /// The same comparison on what the transaction read.
  boolean holds(@Nullable KeyValue found) {
    return switch (test) {
      case IsAbsent() -> found == null;
      case Exists() -> found != null;
      case WrittenAt(long revision) -> found != null && found.getModRevision() == revision;
      case CreatedAt(long revision) -> found != null && found.getCreateRevision() == revision;
      case Holds(String text) ->
          found != null && found.getValue().toString(StandardCharsets.UTF_8).equals(text);
    };
  }
}
