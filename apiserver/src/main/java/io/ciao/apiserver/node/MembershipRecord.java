package io.ciao.apiserver.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.Attempt;
import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.Expected;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;
import io.ciao.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A node's membership as a write finds it: the Node and its member key.
///
/// @param node from the cache
/// @param key by a linearizable read
record MembershipRecord(StoredObject node, SystemValue key) {
  static final GroupResource NODES = new GroupResource("ciao.io", "nodes");

  /// Reads both.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 404 without such a node, 504 without etcd
  static MembershipRecord read(ResourceStore store, String name) {
    StoredObject node =
        store
            .get(ResourceKey.cluster("nodes", name))
            .orElseThrow(() -> Refusals.notFound(NODES, name));
    try {
      return new MembershipRecord(node, store.readSystem(SystemKeys.member(name)));
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  Optional<Membership> membership() {
    String text = key.value();
    return text == null ? Optional.empty() : Membership.parse(text);
  }

  /// The key and its copy in the Node change together.
  ///
  /// @param more further changes of the same transaction
  <R> Attempt.Commit<R> put(
      Membership next, List<Change> more, Function<CommitResult.Committed, R> answer) {
    ObjectNode tree = node.tree();
    ObjectTree.map(tree, "status").set("member", next.toTree());
    List<Change> changes = new ArrayList<>(more);
    changes.add(new Change.Update(node.key(), node.version(), tree));
    changes.add(new Change.PutSystem(key.key(), next.toString(), Expected.asRead(key)));
    return Attempt.commit(new Transaction(changes, List.of()), answer);
  }
}
