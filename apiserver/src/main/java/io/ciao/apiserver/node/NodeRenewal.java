package io.ciao.apiserver.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.Member;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StatusError;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.store.PresenceStore;
import io.ciao.store.Renewal;
import io.ciao.store.StoreException;
import java.time.Duration;

/// `nodes/NAME/renew` and `nodes:probe`: signs of life, which are writes.
public final class NodeRenewal {
  /// An agent turns to the next apiserver after half a second.
  private static final Duration WAIT = Duration.ofMillis(450);

  /// Probes are told from nodes by it: no node's name begins so.
  private static final String PROBE = ".";

  private static final String NOT_MEMBER = "NotMember";

  private final PresenceStore presence;

  public NodeRenewal(PresenceStore presence) {
    this.presence = presence;
  }

  /// Takes `{incarnation, seq}`, answers `{}`. Only then, and from the moment at which the request
  /// was sent, the node counts as present.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 409 `NotMember` if the incarnation is no
  ///   member, 504 if etcd did not answer in time
  public ObjectNode renew(String node, JsonNode body) throws InterruptedException {
    Renewal renewal = new Renewal(number(body, "incarnation"), number(body, "seq"));
    Membership member = new Membership(Member.State.MEMBER, renewal.incarnation());
    try {
      switch (presence.renew(node, renewal, WAIT)) {
        case PresenceStore.Outcome.Renewed() -> {
          return Json.object();
        }
        case PresenceStore.Outcome.Refused(String found) ->
            throw new StatusError(
                    409,
                    NOT_MEMBER,
                    "renew the presence of node %s: its membership is %s, %s was needed; it joins again"
                        .formatted(node, found == null ? "none" : found, member),
                    null)
                .refused();
      }
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  /// Takes `{name, seq}`, answers `{}`: a renewal of no node, by whoever wants to know whether
  /// renewals work.
  public ObjectNode probe(JsonNode body) throws InterruptedException {
    String name = body.path("name").asText("");
    if (!name.matches("[A-Za-z0-9-]{1,64}")) {
      throw Refusals.badRequest("name: 1 to 64 letters, digits and '-' are needed");
    }
    try {
      presence.probe(PROBE + name, new Renewal(0, number(body, "seq")), WAIT);
      return Json.object();
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  static long number(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw Refusals.badRequest(field + ": a whole number from 0 is needed");
    }
    return value.longValue();
  }
}
