package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.instance.batch.BindItem;
import io.ciao.api.instance.batch.ItemReason;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.EventNote;
import io.ciao.apiserver.quota.Charges;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whether an instance may be bound as asked, and what it looks like then. Pure.
final class BindRule {
  /// Less than an object may have: reports and conditions are still to come.
  private static final long BYTES_MAX = 900 << 10;

  private BindRule() {}

  /// What is to be done with one item.
  sealed interface Outcome {
    /// The instance is bound.
    ///
    /// @param claims whether the address is new to the instance and has to be claimed
    /// @param event what people are told
    record Bind(ObjectNode instance, boolean claims, EventNote event) implements Outcome {}

    record Refuse(int code, ItemReason reason, String message) implements Outcome {}
  }

  /// Judges one item.
  ///
  /// @param found its instance is changed and returned if it is bound
  static Outcome decide(BindSnapshot found, BindItem item, Instant now) {
    return changed(found.instance(), item)
        .or(() -> found.isResolved() ? Optional.empty() : unresolvable(found, item))
        .or(() -> forbidden(found))
        .<Outcome>map(refusal -> refusal)
        .orElseGet(() -> bind(found, item, now));
  }

  /// The instance is not what was placed.
  private static Optional<Outcome.Refuse> changed(ObjectNode current, BindItem item) {
    if (!ObjectTree.uid(current).equals(item.instance().uid())) {
      return refuse(ItemReason.CONFLICT, "the uid is now " + ObjectTree.uid(current));
    }
    if (ObjectTree.deleting(current)) {
      return refuse(ItemReason.DELETING, "the instance is being deleted");
    }
    if (ObjectTree.generation(current) != item.generation()) {
      return refuse(
          ItemReason.CONFLICT,
          "the generation is now "
              + ObjectTree.generation(current)
              + ", the placement was made for "
              + item.generation());
    }
    JsonNode binding = current.path("status").path("binding");
    if (binding.isObject() && !Release.isReleased(current) && !isLost(binding, item)) {
      return refuse(
          ItemReason.ALREADY_BOUND,
          "bound to node "
              + binding.path("nodeName").asText()
              + " at epoch "
              + binding.path("epoch").asLong());
    }
    return Optional.empty();
  }

  /// Whether the caller says that the node is lost; the transaction compares that.
  private static boolean isLost(JsonNode binding, BindItem item) {
    LostNode lost = item.lost();
    return lost != null && lost.is(binding.path("nodeName").asText());
  }

  /// What it is made from is not what it was placed for, or is not there.
  private static Optional<Outcome.Refuse> unresolvable(BindSnapshot found, BindItem item) {
    Optional<String> revision = found.workloadRevision();
    String placed = item.workloadRevision();
    if (!revision.orElse("").equals(placed == null ? "" : placed)) {
      String wanted = placed == null ? "none" : placed;
      return refuse(
          ItemReason.CONFLICT,
          "the workload is now "
              + revision.orElse("gone")
              + ", the placement was made for "
              + wanted);
    }
    JsonNode named = found.instance().path("spec").path("workload");
    if (revision.isEmpty() && named.isTextual()) {
      return refuse(
          ItemReason.CONFLICT, "there is no workload \"" + named.asText() + "\" that it may use");
    }
    return found.image().usable().isPresent()
        ? Optional.empty()
        : refuse(
            ItemReason.CONFLICT,
            found
                .spec()
                .image()
                .map(image -> "there is no image \"" + image + "\" that it may use")
                .orElse("neither the instance nor its workload names an image"));
  }

  /// What no other node and no other moment would change.
  private static Optional<Outcome.Refuse> forbidden(BindSnapshot found) {
    if (!found.isResolved() && found.bytes() > BYTES_MAX) {
      return Optional.of(
          new Outcome.Refuse(
              403,
              ItemReason.TOO_LARGE,
              "with the fields of its workload it would have %d bytes, at most %d are possible; give it or its workload less user data, command or environment"
                  .formatted(found.bytes(), BYTES_MAX)));
    }
    return found.spec().privileged()
        ? Privilege.missing(ObjectTree.namespace(found.instance()), found.tenant())
            .map(why -> new Outcome.Refuse(403, ItemReason.PRIVILEGED_NOT_PERMITTED, why))
        : Optional.empty();
  }

  private static Outcome bind(BindSnapshot found, BindItem item, Instant now) {
    ObjectNode instance = found.instance();
    ObjectNode status = ObjectTree.map(instance, "status");
    ObjectNode binding = Json.object();
    binding.put("nodeName", item.nodeName()).put("nodeUID", item.nodeUid());
    binding.put("epoch", found.version()).put("boundAt", ObjectTree.time(now));
    status.set("binding", binding);
    StartTraces.bound(instance, item.trace(), found.version(), now);
    InstanceNetwork network = item.network();
    boolean claims = false;
    boolean gives6 = network != null && givesAddress6(status.path("network"), network);
    if (network != null && !status.path("network").hasNonNull("address")) {
      status.set("network", Json.toTree(network));
      claims = true;
    } else if (network != null && gives6) {
      ObjectTree.map(status, "network").put("address6", network.address6());
    }
    SshEndpoint ssh = item.ssh();
    if (ssh != null) {
      status.set("ssh", Json.toTree(ssh));
    }
    boolean resolves = !found.isResolved();
    if (resolves) {
      status.set("resolved", found.resolved());
    }
    Charges.settle(instance, found.spec());
    InstanceConditions.put(instance, conditions(instance, item.nodeName()), now);
    InstanceConditions.refresh(instance, now);
    InstanceOwners.bound(
        instance, new InstanceOwners.Bound(claims, gives6, ssh != null, resolves), now);
    return new Outcome.Bind(instance, claims, InstanceHistory.scheduled(instance, item.nodeName()));
  }

  /// Whether the bind gives an IPv6 address. One that was bound before its subnet had an IPv6 block
  /// gets its own later: it follows from the address that it has, so nobody else can have it.
  private static boolean givesAddress6(JsonNode has, InstanceNetwork given) {
    return given.address6() != null
        && !has.hasNonNull("address6")
        && given.address().equals(has.path("address").asText(given.address()));
  }

  /// What was said of the node before holds of this one no more: only one that is heard is chosen.
  private static List<Condition> conditions(ObjectNode instance, String node) {
    Condition scheduled =
        Condition.of(
            InstanceReasons.SCHEDULED,
            Condition.TRUE,
            InstanceReasons.BOUND,
            "bound to node " + node);
    return Conditions.find(InstanceConditions.read(instance), InstanceReasons.NODE_AVAILABLE)
        .map(
            _ ->
                List.of(
                    scheduled,
                    Condition.of(
                        InstanceReasons.NODE_AVAILABLE,
                        Condition.TRUE,
                        InstanceReasons.NODE_READY,
                        "node " + node + " is heard")))
        .orElse(List.of(scheduled));
  }

  private static Optional<Outcome.Refuse> refuse(ItemReason reason, String message) {
    return Optional.of(new Outcome.Refuse(409, reason, message));
  }
}
