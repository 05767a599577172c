package io.ciao.apiserver.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.JoinToken;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.identity.JoinTokens;
import io.ciao.apiserver.pipeline.VirtualResources;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/// `ciao.io/v1 nodetokens`: tokens by which machines become nodes, for who may `create` them. Safe
/// for many threads.
public final class NodeTokenRequests implements VirtualResources {
  private static final String KIND = "NodeToken";
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration LIFE_MIN = Duration.ofMinutes(1);
  private static final Duration LIFE_MAX = Duration.ofDays(30);
  private static final Set<String> ROLES = Set.of("compute", "network");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private final Gate gate;
  private final ResourceStore store;
  private final JoinTokens tokens;
  private final String authority;
  private final InstantSource clock;

  /// @param authority fingerprint of the public key of the cluster's authority
  public NodeTokenRequests(
      Authorizer authorizer,
      ResourceStore store,
      JoinTokens tokens,
      String authority,
      InstantSource clock) {
    this.gate = new Gate(authorizer, store);
    this.store = store;
    this.tokens = tokens;
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public Optional<Answer> answer(RequestPath.Resource path, ApiRequest request) {
    boolean own = path.group().equals("ciao.io") && path.resource().equals("nodetokens");
    return own && path.namespace() == null && path.name() == null && path.action().isEmpty()
        ? Optional.of(create(path, request))
        : Optional.empty();
  }

  private Answer create(RequestPath.Resource path, ApiRequest request) {
    ObjectNode body = gate.enter(path, request, "ciao.io/v1", KIND);
    gate.catchUp();
    JsonNode spec = body.path("spec");
    List<Cause> causes = new ArrayList<>();
    Duration life = life(spec, causes);
    JoinTokens.Grant grant = grant(spec, causes);
    if (!causes.isEmpty()) {
      throw Refusals.invalid("ciao.io", KIND, grant.node(), causes);
    }
    try {
      Instant expires = clock.instant().plus(life);
      JoinToken token = tokens.create(grant, expires, authority);
      ObjectTree.map(body, "spec").put("expirationSeconds", life.toSeconds());
      ObjectNode status = Json.object();
      status.put("token", token.text());
      status.put("expirationTimestamp", ObjectTree.time(expires));
      return Answer.json(201, Gate.answered(body, status));
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  private static Duration life(JsonNode spec, List<Cause> causes) {
    JsonNode seconds = spec.path("expirationSeconds");
    if (seconds.isMissingNode() || seconds.isNull()) {
      return LIFE;
    }
    if (!seconds.isIntegralNumber()
        || seconds.asLong() < LIFE_MIN.toSeconds()
        || seconds.asLong() > LIFE_MAX.toSeconds()) {
      causes.add(
          Cause.invalid(
              "spec.expirationSeconds",
              "%s: a token lives from %d to %d seconds"
                  .formatted(seconds, LIFE_MIN.toSeconds(), LIFE_MAX.toSeconds())));
    }
    return Duration.ofSeconds(seconds.asLong());
  }

  private JoinTokens.Grant grant(JsonNode spec, List<Cause> causes) {
    String name = spec.path("nodeName").asText("");
    if (!NAME.matcher(name).matches()) {
      causes.add(
          Cause.invalid(
              "spec.nodeName",
              "\"" + name + "\": 1 to 63 lower-case letters, digits and '-' are needed"));
    }
    List<String> roles = ObjectTree.texts(spec.path("roles")).stream().distinct().toList();
    if (roles.isEmpty() || !ROLES.containsAll(roles)) {
      causes.add(Cause.invalid("spec.roles", roles + ": some of compute and network are needed"));
    }
    List<String> addresses = ObjectTree.texts(spec.path("addresses"));
    for (String address : addresses) {
      if (!isAddress(address)) {
        causes.add(Cause.invalid("spec.addresses", "\"" + address + "\": an IP address is needed"));
      }
    }
    return new JoinTokens.Grant(name, roles, uuid(name), addresses);
  }

  /// A Node that is there already keeps its identity.
  private UUID uuid(String node) {
    return store
        .find("nodes", null, node)
        .flatMap(found -> parsed(found.uid()))
        .orElseGet(UUID::randomUUID);
  }

  private static Optional<UUID> parsed(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException other) {
      return Optional.empty();
    }
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException other) {
      return false;
    }
  }
}
