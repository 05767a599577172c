package io.ciao.apiserver.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.auth.Attributes;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.identity.TokenIssuer;
import io.ciao.apiserver.pipeline.VirtualResources;
import io.ciao.apiserver.rbac.ServiceAccounts;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Requests for tokens: `serviceaccounts/NAME/token` (a `TokenRequest` of
/// `authentication.k8s.io/v1`), and `ciao.io/v1 usertokens` for people, which needs the verb
/// `create` on it and `impersonate` on each name that the token will say. Safe for many threads.
public final class TokenRequests implements VirtualResources {
  private static final Duration LIFE = Duration.ofHours(1);
  private static final String RESERVED = "system:";

  private final Authorizer authorizer;
  private final Gate gate;
  private final TokenIssuer issuer;

  public TokenRequests(Authorizer authorizer, ResourceStore store, TokenIssuer issuer) {
    this.authorizer = authorizer;
    this.gate = new Gate(authorizer, store);
    this.issuer = issuer;
  }

  @Override
  public Optional<Answer> answer(RequestPath.Resource path, ApiRequest request) {
    boolean account =
        path.group().isEmpty()
            && path.resource().equals("serviceaccounts")
            && path.subresource().equals("token");
    if (account && path.namespace() != null && path.name() != null) {
      return Optional.of(
          forAccount(path, request, new ServiceAccounts.Name(path.namespace(), path.name())));
    }
    boolean user = path.group().equals("ciao.io") && path.resource().equals("usertokens");
    if (user && path.namespace() == null && path.name() == null && path.action().isEmpty()) {
      return Optional.of(forUser(path, request));
    }
    return Optional.empty();
  }

  private Answer forAccount(
      RequestPath.Resource path, ApiRequest request, ServiceAccounts.Name account) {
    ObjectNode body = gate.enter(path, request, Reviews.AUTHENTICATION + "/v1", "TokenRequest");
    JsonNode spec = body.path("spec");
    Duration life = life(spec, "TokenRequest");
    gate.catchUp();
    TokenIssuer.Token token =
        issuer.forAccount(account, ObjectTree.texts(spec.path("audiences")), life);
    ObjectTree.metadata(body).put("name", account.name()).put("namespace", account.namespace());
    return created(body, life, token);
  }

  private Answer forUser(RequestPath.Resource path, ApiRequest request) {
    ObjectNode body = gate.enter(path, request, "ciao.io/v1", "UserToken");
    JsonNode spec = body.path("spec");
    String user = spec.path("user").asText("");
    List<String> groups = ObjectTree.texts(spec.path("groups"));
    if (user.isEmpty()) {
      throw invalid("UserToken", Cause.required("spec.user", "whose token it is to be"));
    }
    Duration life = life(spec, "UserToken");
    Identity caller = request.identity();
    requireFree("user", user);
    groups.forEach(group -> requireFree("groups", group));
    if (!isOwn(caller, user, groups)) {
      requireName(caller, "users", user);
      groups.forEach(group -> requireName(caller, "groups", group));
    }
    return created(body, life, issuer.forUser(user, groups, life));
  }

  private static void requireFree(String field, String name) {
    if (name.startsWith(RESERVED)) {
      throw invalid(
          "UserToken",
          Cause.invalid(
              "spec." + field,
              "\"" + name + "\": names that begin with " + RESERVED + " are the system's own"));
    }
  }

  /// Whether the token says no more than the caller's certificate does. A token does not count: it
  /// would live for ever by making the next one.
  private static boolean isOwn(Identity caller, String user, List<String> groups) {
    return caller.user().equals(user)
        && caller.groups().containsAll(groups)
        && !caller.extra().containsKey(Identity.CREDENTIAL);
  }

  /// A token makes its holder whoever it names, so its maker must be allowed to be them.
  private void requireName(Identity caller, String resource, String name) {
    Decision decision =
        authorizer.decide(caller, Attributes.named("impersonate", "", resource, name));
    if (decision instanceof Decision.Denied(String reason)) {
      throw Refusals.forbidden(
          new GroupResource("", resource),
          name,
          "User \""
              + caller.user()
              + "\" cannot impersonate resource \""
              + resource
              + "\": "
              + reason);
    }
  }

  private static Duration life(JsonNode spec, String kind) {
    JsonNode seconds = spec.path("expirationSeconds");
    if (seconds.isMissingNode() || seconds.isNull()) {
      return LIFE;
    }
    if (!seconds.isIntegralNumber()
        || seconds.asLong() < TokenIssuer.LIFE_MIN.toSeconds()
        || seconds.asLong() > TokenIssuer.LIFE_MAX.toSeconds()) {
      throw invalid(
          kind,
          Cause.invalid(
              "spec.expirationSeconds",
              seconds
                  + ": a token lives from "
                  + TokenIssuer.LIFE_MIN.toSeconds()
                  + " to "
                  + TokenIssuer.LIFE_MAX.toSeconds()
                  + " seconds"));
    }
    return Duration.ofSeconds(seconds.asLong());
  }

  private static RuntimeException invalid(String kind, Cause cause) {
    String group = kind.equals("TokenRequest") ? Reviews.AUTHENTICATION : "ciao.io";
    return Refusals.invalid(group, kind, "", List.of(cause));
  }

  private static Answer created(ObjectNode body, Duration life, TokenIssuer.Token token) {
    ObjectTree.map(body, "spec").put("expirationSeconds", life.toSeconds());
    ObjectNode status = Json.object();
    status.put("token", token.text());
    status.put("expirationTimestamp", ObjectTree.time(token.expires()));
    return Answer.json(201, Gate.answered(body, status));
  }
}
