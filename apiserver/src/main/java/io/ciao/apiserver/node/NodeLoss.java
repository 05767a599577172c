package io.ciao.apiserver.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.Member;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.write.Attempt;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.Expected;
import io.ciao.store.Guard;
import io.ciao.store.ResourceStore;
import io.ciao.store.SystemKeys;
import java.util.List;

/// `nodes/NAME/lost`: the failover leader declares an incarnation lost.
///
/// The transaction compares the leader's term, the member key, and that the presence key was not
/// written since the leader last saw it. It is the fence point: no renewal succeeds after it, and
/// the node's own deadline has passed before it.
public final class NodeLoss {
  private static final String PRESENCE_REVISION = "presenceRevision";

  private final ResourceStore store;
  private final WriteLoop writes;

  public NodeLoss(ResourceStore store, WriteLoop writes) {
    this.store = store;
    this.writes = writes;
  }

  /// Takes `{incarnation, presenceRevision}`: the revision at which the presence key was written
  /// last, absent if it is not there: it ends with whoever wrote it. Answers `{}`; a repeated call
  /// is answered the same.
  ///
  /// @param guards conditions of the request, above all the leader's term
  /// @throws io.ciao.apiserver.status.RequestRefused 409 if the incarnation is not live, or its
  ///   presence key is another one now
  public ObjectNode lost(String node, JsonNode body, List<Guard> guards) {
    if (guards.stream().noneMatch(Guard.LeaderTerm.class::isInstance)) {
      throw Refusals.badRequest("a node is declared lost by the leader of the election alone");
    }
    long incarnation = NodeRenewal.number(body, "incarnation");
    Expected presence =
        body.has(PRESENCE_REVISION)
            ? new Expected.ModRevision(NodeRenewal.number(body, PRESENCE_REVISION))
            : Expected.absent();
    return writes.run(guards, () -> lost(node, incarnation, presence));
  }

  private Attempt<ObjectNode> lost(String node, long incarnation, Expected presence) {
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
    Change silence = new Change.DeleteSystem(SystemKeys.presence(node), presence);
    Attempt.Commit<ObjectNode> write =
        record.put(
            new Membership(Member.State.LOST, incarnation), List.of(silence), _ -> Json.object());
    return new Attempt.Commit<>(
        write.transaction(), write.then(), refused -> again(node, silence, refused));
  }

  /// Only the leader can tell what another presence key means.
  private static Attempt.Next<ObjectNode> again(
      String node, Change silence, CommitResult.Refused refused) {
    if (refused.cause() instanceof CommitResult.Cause.ChangeFailed failed
        && failed.change().equals(silence)) {
      throw Refusals.conflict(
          MembershipRecord.NODES,
          node,
          "its presence was written or has ended since the leader looked; it decides anew");
    }
    return new Attempt.Next.Again<>();
  }
}
