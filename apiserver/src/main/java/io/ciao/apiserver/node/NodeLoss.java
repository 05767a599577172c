package io.ciao.apiserver.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.Member;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.write.Attempt;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.Guard;
import io.ciao.store.Renewal;
import io.ciao.store.ResourceStore;
import io.ciao.store.SystemKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `nodes/NAME/lost`: the failover leader declares an incarnation lost.
///
/// The transaction compares the leader's term, the member key, and the presence key as the leader
/// last saw it. It is the fence point: no renewal succeeds after it, and the node's own deadline
/// has passed before it.
public final class NodeLoss {
  private final ResourceStore store;
  private final WriteLoop writes;

  public NodeLoss(ResourceStore store, WriteLoop writes) {
    this.store = store;
    this.writes = writes;
  }

  /// Takes `{incarnation, seq}`: `seq` is the newest renewal that the leader saw, absent if the
  /// presence key was not there. Answers `{}`; a repeated call is answered the same.
  ///
  /// @param guards conditions of the request, above all the leader's term
  /// @throws io.ciao.apiserver.status.RequestRefused 409 if the incarnation is not live, or has
  ///   renewed since
  public ObjectNode lost(String node, JsonNode body, List<Guard> guards) {
    if (guards.stream().noneMatch(Guard.LeaderTerm.class::isInstance)) {
      throw Refusals.badRequest("a node is declared lost by the leader of the election alone");
    }
    long incarnation = NodeRenewal.number(body, "incarnation");
    Long seq = body.has("seq") ? NodeRenewal.number(body, "seq") : null;
    return writes.run(guards, () -> lost(node, incarnation, seq));
  }

  private Attempt<ObjectNode> lost(String node, long incarnation, @Nullable Long seq) {
    MembershipRecord record = MembershipRecord.read(store, node);
    Membership member = record.membership().orElse(null);
    if (member == null || member.incarnation() != incarnation) {
      throw Refusals.conflict(
          MembershipRecord.NODES,
          node,
          "its membership is " + member + ", not incarnation " + incarnation);
    }
    if (member.state() == Member.State.LOST) {
      return new Attempt.Done<>(Json.object());
    }
    Expected presence =
        seq == null
            ? Expected.absent()
            : new Expected.Value(new Renewal(incarnation, seq).toString());
    Change silence = new Change.DeleteSystem(SystemKeys.presence(node), presence);
    return record.put(
        new Membership(Member.State.LOST, incarnation), List.of(silence), _ -> Json.object());
  }
}
