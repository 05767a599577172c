package io.ciao.apiserver.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.Member;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StatusError;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.Attempt;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.Guard;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;
import io.ciao.store.Transaction;
import java.util.List;
import java.util.Optional;

/// `nodes/NAME/join` and `nodes/NAME/joined`: how an agent gets its incarnation and becomes a
/// member. The member key and its copy in the Node change in one transaction.
public final class NodeJoin {
  private static final GroupResource NODES = new GroupResource("ciao.io", "nodes");

  private final ResourceStore store;
  private final WriteLoop writes;

  public NodeJoin(ResourceStore store, WriteLoop writes) {
    this.store = store;
    this.writes = writes;
  }

  /// Answers `{incarnation, resourceVersion}`. A caller that names the incarnation it holds gets it
  /// back; any other gets a new one and is Rejoining until it calls [#joined].
  public ObjectNode join(String node, JsonNode body) {
    long held = body.path("incarnation").asLong(0);
    boolean onlyIfGone = body.has("force") && !body.path("force").asBoolean();
    return writes.run(List.of(), () -> join(node, held, onlyIfGone));
  }

  private Attempt<ObjectNode> join(String node, long held, boolean onlyIfGone) {
    StoredObject current = node(node);
    SystemValue key = read(node);
    Optional<Membership> member = membership(key);
    if (member.isPresent() && member.get().state() != Member.State.LOST) {
      Membership live = member.get();
      if (live.incarnation() == held) {
        return new Attempt.Done<>(answer(live.incarnation(), key.headerVersion()));
      }
      if (onlyIfGone) {
        throw new StatusError(
                409,
                "LiveIncarnation",
                "node "
                    + node
                    + " is "
                    + live
                    + "; it must be lost before another incarnation joins",
                null)
            .refused();
      }
    }
    Membership next = new Membership(Member.State.REJOINING, key.headerVersion());
    return put(current, key, next, version -> answer(next.incarnation(), version));
  }

  /// Makes a Rejoining node a Member. Answers `{}`; a repeated call is answered the same.
  public ObjectNode joined(String node, JsonNode body) {
    JsonNode incarnation = body.path("incarnation");
    if (!incarnation.isIntegralNumber()) {
      throw Refusals.badRequest("incarnation: a whole number is needed");
    }
    return writes.run(List.of(), () -> joined(node, incarnation.asLong()));
  }

  private Attempt<ObjectNode> joined(String node, long incarnation) {
    StoredObject current = node(node);
    SystemValue key = read(node);
    Optional<Membership> member = membership(key);
    if (member.isEmpty()
        || member.get().incarnation() != incarnation
        || member.get().state() == Member.State.LOST) {
      throw Refusals.conflict(
          NODES,
          node,
          "its membership is "
              + member.map(Membership::toString).orElse("none")
              + ", not incarnation "
              + incarnation
              + "; join again");
    }
    if (member.get().state() == Member.State.MEMBER) {
      return new Attempt.Done<>(Json.object());
    }
    return put(current, key, new Membership(Member.State.MEMBER, incarnation), _ -> Json.object());
  }

  private static Attempt<ObjectNode> put(
      StoredObject current,
      SystemValue key,
      Membership next,
      java.util.function.LongFunction<ObjectNode> answer) {
    ObjectNode tree = current.tree();
    ObjectTree.map(tree, "status").set("member", next.toTree());
    Change member = new Change.PutSystem(key.key(), next.toString(), Expected.asRead(key));
    Change mirror = new Change.Update(current.key(), current.version(), tree);
    return Attempt.commit(
        new Transaction(List.of(mirror, member), List.<Guard>of()),
        done -> answer.apply(done.object(current.key()).version()));
  }

  private static ObjectNode answer(long incarnation, long version) {
    ObjectNode answer = Json.object();
    return answer.put("incarnation", incarnation).put("resourceVersion", Long.toString(version));
  }

  private StoredObject node(String name) {
    return store
        .get(ResourceKey.cluster("nodes", name))
        .orElseThrow(() -> Refusals.notFound(NODES, name));
  }

  private SystemValue read(String node) {
    try {
      return store.readSystem(SystemKeys.member(node));
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  private static Optional<Membership> membership(SystemValue key) {
    String text = key.value();
    return text == null ? Optional.empty() : Membership.parse(text);
  }
}
