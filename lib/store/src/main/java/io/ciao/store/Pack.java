package io.ciao.store;

import io.ciao.store.PlannedWrite.PutObject;
import io.ciao.store.PlannedWrite.PutText;
import io.ciao.store.PlannedWrite.RemoveObject;
import io.ciao.store.PlannedWrite.RemoveText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Plans that may share one etcd transaction. Confined to one thread.
///
/// etcd evaluates every comparison of a transaction, inner ones too, before it does any of its
/// writes, and refuses a transaction that puts a key twice. So a key that one plan writes is
/// neither written nor compared by another; and since all of them get one revision, no two of their
/// objects have the same place.
final class Pack {
  private final List<Term> terms;
  private final Set<String> written = new HashSet<>();
  private final Set<String> compared = new HashSet<>();
  private long places;
  private int objects;
  private long bytes;

  /// A pack of one plan, whatever its size.
  Pack(CommitPlan first) {
    this.terms = first.terms();
    take(first);
  }

  /// Takes a plan if it fits to the others.
  boolean offer(CommitPlan plan) {
    if (!fits(plan)) {
      return false;
    }
    take(plan);
    return true;
  }

  boolean isFull() {
    return objects >= Transaction.MAX_OBJECTS || bytes >= Transaction.MAX_BYTES;
  }

  private boolean fits(CommitPlan plan) {
    return terms.equals(plan.terms())
        && objects + objects(plan) <= Transaction.MAX_OBJECTS
        && bytes + bytes(plan) <= Transaction.MAX_BYTES
        && (places & places(plan)) == 0
        && plan.writes().stream().noneMatch(write -> isKnown(write.etcdKey()))
        && plan.conditions().stream().noneMatch(c -> written.contains(c.key()));
  }

  private boolean isKnown(String key) {
    return written.contains(key) || compared.contains(key);
  }

  private void take(CommitPlan plan) {
    places |= places(plan);
    objects += objects(plan);
    bytes += bytes(plan);
    plan.writes().forEach(write -> written.add(write.etcdKey()));
    plan.conditions().forEach(condition -> compared.add(condition.key()));
  }

  /// At least one: a plan of system keys costs about as much.
  private static int objects(CommitPlan plan) {
    int objects = 0;
    for (PlannedWrite write : plan.writes()) {
      objects += isObject(write) ? 1 : 0;
    }
    return Math.max(1, objects);
  }

  private static long bytes(CommitPlan plan) {
    long bytes = 0;
    for (PlannedWrite write : plan.writes()) {
      if (write instanceof PutObject put) {
        bytes += put.bytes().size();
      }
    }
    return bytes;
  }

  /// One bit a place; there are 64.
  private static long places(CommitPlan plan) {
    long places = 0;
    for (PlannedWrite write : plan.writes()) {
      if (isObject(write)) {
        places |= 1L << ResourceVersions.place(write.etcdKey());
      }
    }
    return places;
  }

  private static boolean isObject(PlannedWrite write) {
    return switch (write) {
      case PutObject put -> true;
      case RemoveObject remove -> true;
      case PutText put -> false;
      case RemoveText remove -> false;
    };
  }
}
