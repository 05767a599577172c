package io.ciao.apiserver.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.Member;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StatusError;
import io.ciao.apiserver.write.Attempt;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.ResourceStore;
import io.ciao.store.SystemValue;
import java.util.List;
import java.util.Optional;

/// `nodes/NAME/join` and `nodes/NAME/joined`: how an agent gets its incarnation and becomes a
/// member. The member key and its copy in the Node change in one transaction.
public final class NodeJoin {
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
    MembershipRecord record = MembershipRecord.read(store, node);
    SystemValue key = record.key();
    Optional<Membership> member = record.membership();
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
    return record.put(
        next,
        List.of(),
        done -> answer(next.incarnation(), done.object(record.node().key()).version()));
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
    MembershipRecord record = MembershipRecord.read(store, node);
    Optional<Membership> member = record.membership();
    if (member.isEmpty()
        || member.get().incarnation() != incarnation
        || member.get().state() == Member.State.LOST) {
      throw Refusals.conflict(
          MembershipRecord.NODES,
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
    return record.put(
        new Membership(Member.State.MEMBER, incarnation), List.of(), _ -> Json.object());
  }

  private static ObjectNode answer(long incarnation, long version) {
    ObjectNode answer = Json.object();
    return answer.put("incarnation", incarnation).put("resourceVersion", Long.toString(version));
  }
}
