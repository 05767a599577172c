package io.ciao.launcher.node;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.node.NodeImage;
import io.ciao.launcher.ledger.MembershipFile.Membership;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this machine's Node true: it exists, is joined, and its status says what holds.
///
/// A join under a new incarnation is finished only when no copy is left here that the list, as new
/// as the join, does not bind to this node at that epoch; until then nothing starts.
public final class NodeReconciler implements Reconciler<String> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeReconciler.class);

  /// Without an SSNTP connection the node is heard by its status.
  static final Duration HEARTBEAT = Duration.ofSeconds(10);

  static final Duration LOOK_AGAIN = Duration.ofSeconds(60);
  private static final Duration LIVE_AGAIN = Duration.ofSeconds(2);
  private static final Duration CENSUS_AGAIN = Duration.ofMillis(200);

  /// What a join needs to know of the rest of the agent.
  ///
  /// @param images those that are ready here, in any order; empty while that is not known
  /// @param heard whether a scheduler hears the node over SSNTP
  /// @param onMember run when the node has become a member
  public record Surroundings(
      Supplier<NodeFacts> facts,
      Images images,
      BooleanSupplier heard,
      CopyCensus census,
      Runnable onMember) {}

  /// Asked once a pass, and not with every frame as the facts are: that may take a while.
  public interface Images {
    Images UNKNOWN = Optional::empty;

    Optional<List<NodeImage>> ready() throws InterruptedException;
  }

  private final NodeIdentity identity;
  private final NodeApi api;
  private final NodeMembership membership;
  private final Surroundings surroundings;
  private final InstantSource clock;
  private final Map<String, Long> removed = new TreeMap<>();
  private boolean confirmed;

  public NodeReconciler(
      NodeIdentity identity,
      ApiClient api,
      NodeMembership membership,
      Surroundings surroundings,
      InstantSource clock) {
    this.identity = identity;
    this.api = new NodeApi(api, identity.name());
    this.membership = membership;
    this.surroundings = surroundings;
    this.clock = clock;
  }

  @Override
  public PassResult reconcile(String key) throws InterruptedException {
    var node = api.find();
    if (node.isEmpty()) {
      node = Optional.of(api.create());
      confirmed = false;
      LOG.info("created node node={}", identity.name());
    }
    var uid = node.get().path("metadata").path("uid").asText();
    if (!uid.equals(identity.uid())) {
      return new PassResult.Retry(
          "Node "
              + identity.name()
              + " has uid "
              + uid
              + " but this agent's certificate says "
              + identity.uid()
              + "; another machine uses the name, give this one another");
    }
    // A node that was told that it is lost joins again.
    if (!confirmed || !membership.member()) {
      var joining = join();
      if (!(joining instanceof PassResult.Done)) {
        return joining;
      }
    }
    var heard = surroundings.heard().getAsBoolean();
    var images = surroundings.images().ready().map(ReadyImages::of);
    NodeStatusDraft.patch(
            node.get(), surroundings.facts().get(), images, heard ? null : clock.instant())
        .ifPresent(api::patchStatus);
    return new PassResult.CheckAgain(heard ? LOOK_AGAIN : HEARTBEAT);
  }

  /// Joins, or confirms the membership that is on disk. Done once the node is a member.
  private PassResult join() {
    var last = membership.current();
    NodeApi.Joined answer;
    try {
      answer = api.join(last);
    } catch (ApiException e) {
      if (!e.reason().equals(NodeApi.LIVE_INCARNATION)) {
        throw e;
      }
      LOG.warn(
          "another incarnation of this node is alive for the apiserver, waiting until it is"
              + " declared lost node={} problem={}",
          identity.name(),
          e.getMessage());
      return new PassResult.CheckAgain(LIVE_AGAIN);
    }
    if (last.isEmpty() || last.get().incarnation() != answer.incarnation()) {
      removed.clear();
      membership.change(new Membership(answer.incarnation(), false));
      LOG.info("joining node={} incarnation={}", identity.name(), answer.incarnation());
    }
    if (!membership.member()) {
      var finished = finish(answer);
      if (!(finished instanceof PassResult.Done)) {
        return finished;
      }
    }
    confirmed = true;
    surroundings.onMember().run();
    return PassResult.DONE;
  }

  private PassResult finish(NodeApi.Joined answer) {
    try {
      // A list that is asked for now is at least as new as the join.
      var unwanted = surroundings.census().unwanted(api.boundHere());
      if (!unwanted.isEmpty()) {
        removed.putAll(unwanted);
        return new PassResult.CheckAgain(CENSUS_AGAIN);
      }
    } catch (CopyCensus.CensusException e) {
      return new PassResult.Retry(String.valueOf(e.getMessage()));
    }
    api.joined(answer.incarnation(), removed);
    membership.change(new Membership(answer.incarnation(), true));
    LOG.info(
        "joined node={} incarnation={} removedCopies={}",
        identity.name(),
        answer.incarnation(),
        removed.size());
    removed.clear();
    return PassResult.DONE;
  }
}
