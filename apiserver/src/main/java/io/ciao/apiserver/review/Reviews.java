package io.ciao.apiserver.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.identity.TokenReviews;
import io.ciao.apiserver.pipeline.VirtualResources;
import io.ciao.apiserver.rbac.PolicyRule;
import io.ciao.apiserver.rbac.StoredRoles;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The access reviews of `authorization.k8s.io/v1` and the reviews of `authentication.k8s.io/v1`.
/// Safe for many threads.
public final class Reviews implements VirtualResources {
  static final String AUTHORIZATION = "authorization.k8s.io";
  static final String AUTHENTICATION = "authentication.k8s.io";

  /// A resource of this class.
  ///
  /// @param plural as in paths
  /// @param namespaced whether its path names a namespace
  public record Kind(String group, String plural, String kind, boolean namespaced) {
    public String apiVersion() {
      return group + "/v1";
    }
  }

  /// All of them, as discovery lists them; each takes `create` alone.
  public static final List<Kind> KINDS =
      List.of(
          new Kind(AUTHENTICATION, "selfsubjectreviews", "SelfSubjectReview", false),
          new Kind(AUTHENTICATION, "tokenreviews", "TokenReview", false),
          new Kind(AUTHORIZATION, "localsubjectaccessreviews", "LocalSubjectAccessReview", true),
          new Kind(AUTHORIZATION, "selfsubjectaccessreviews", "SelfSubjectAccessReview", false),
          new Kind(AUTHORIZATION, "selfsubjectrulesreviews", "SelfSubjectRulesReview", false),
          new Kind(AUTHORIZATION, "subjectaccessreviews", "SubjectAccessReview", false));

  private final AccessQuestion question;
  private final Gate gate;
  private final StoredRoles roles;
  private final TokenReviews tokens;

  /// Reviews by the rules that requests are judged by.
  public Reviews(
      Authorizer authorizer,
      ResourceStore store,
      KindRegistry kinds,
      StoredRoles roles,
      TokenReviews tokens) {
    this.question = new AccessQuestion(authorizer, kinds);
    this.gate = new Gate(authorizer, store);
    this.roles = roles;
    this.tokens = tokens;
  }

  @Override
  public Optional<Answer> answer(RequestPath.Resource path, ApiRequest request)
      throws InterruptedException {
    for (Kind kind : KINDS) {
      if (kind.group().equals(path.group()) && kind.plural().equals(path.resource())) {
        requirePlace(kind, path);
        ObjectNode body = gate.enter(path, request, kind.apiVersion(), kind.kind());
        ObjectNode status = status(kind, path, request.identity(), body);
        return Optional.of(Answer.json(201, Gate.answered(body, status)));
      }
    }
    return Optional.empty();
  }

  private static void requirePlace(Kind kind, RequestPath.Resource path) {
    boolean placed = (path.namespace() != null) == kind.namespaced();
    boolean known = path.version().equals("v1") && path.name() == null && path.action().isEmpty();
    if (!placed || !known) {
      throw Refusals.noSuchResource();
    }
  }

  private ObjectNode status(Kind kind, RequestPath.Resource path, Identity caller, ObjectNode body)
      throws InterruptedException {
    JsonNode spec = body.path("spec");
    return switch (kind.plural()) {
      case "selfsubjectreviews" -> {
        ObjectNode status = Json.object();
        status.set("userInfo", userInfo(caller));
        yield status;
      }
      case "tokenreviews" -> tokenReview(body);
      case "selfsubjectrulesreviews" -> rules(caller, spec.path("namespace").asText(""));
      case "selfsubjectaccessreviews" -> access(caller, kind, spec);
      default -> {
        requireNamespace(kind, path, spec);
        yield access(subject(kind, spec), kind, spec);
      }
    };
  }

  private ObjectNode access(Identity identity, Kind kind, JsonNode spec) {
    boolean resource = spec.path("resourceAttributes").isObject();
    if (resource == spec.path("nonResourceAttributes").isObject()) {
      throw invalid(
          kind,
          "spec.resourceAttributes",
          "exactly one of nonResourceAttributes or" + " resourceAttributes must be specified");
    }
    Decision decision = question.answer(identity, spec);
    if (decision instanceof Decision.Denied) {
      gate.catchUp();
      decision = question.answer(identity, spec);
    }
    ObjectNode status = Json.object();
    return switch (decision) {
      case Decision.Allowed _ -> status.put("allowed", true);
      case Decision.Denied(String reason) -> status.put("allowed", false).put("reason", reason);
    };
  }

  private static void requireNamespace(Kind kind, RequestPath.Resource path, JsonNode spec) {
    if (path.namespace() != null
        && !spec.at("/resourceAttributes/namespace").asText("").equals(path.namespace())) {
      throw invalid(
          kind,
          "spec.resourceAttributes.namespace",
          "must match metadata.namespace: " + path.namespace());
    }
  }

  private static Identity subject(Kind kind, JsonNode spec) {
    String user = spec.path("user").asText("");
    List<String> groups = ObjectTree.texts(spec.path("groups"));
    if (user.isEmpty() && groups.isEmpty()) {
      throw invalid(kind, "spec.user", "at least one of user or groups must be specified");
    }
    Map<String, List<String>> extra = new LinkedHashMap<>();
    spec.path("extra")
        .properties()
        .forEach(one -> extra.put(one.getKey(), ObjectTree.texts(one.getValue())));
    Identity stated = Identity.stated(user, groups, spec.path("uid").asText(""), extra);
    // The groups are judged as they are given.
    return new Identity(
        user, new java.util.LinkedHashSet<>(groups), stated.roles(), stated.uuid(), extra);
  }

  private static RuntimeException invalid(Kind kind, String field, String problem) {
    return Refusals.invalid(kind.group(), kind.kind(), "", List.of(Cause.invalid(field, problem)));
  }

  private ObjectNode rules(Identity caller, String namespace) {
    ObjectNode status = Json.object();
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    List<PolicyRule> own =
        caller.isAdmin()
            ? List.of(PolicyRule.EVERYTHING, PolicyRule.EVERY_PATH)
            : caller.isNode() ? List.of() : roles.of(caller, namespace);
    own.forEach(rule -> (rule.aboutResources() ? resources : paths).add(rule.toTree()));
    status.put("incomplete", caller.isNode() && !caller.isAdmin());
    if (caller.isNode() && !caller.isAdmin()) {
      status.put("evaluationError", "what a node may do depends on what is bound to it");
    }
    return status;
  }

  private ObjectNode tokenReview(ObjectNode body) throws InterruptedException {
    JsonNode spec = body.path("spec");
    TokenReviews.Answer answer =
        tokens.review(spec.path("token").asText(""), ObjectTree.texts(spec.path("audiences")));
    if (spec instanceof ObjectNode sent) {
      // What was sent is known to the sender; a token is not written twice.
      sent.remove("token");
    }
    ObjectNode status = Json.object();
    return switch (answer) {
      case TokenReviews.Answer.No(String error) ->
          status.put("authenticated", false).put("error", error);
      case TokenReviews.Answer.Yes(Identity identity, List<String> audiences) -> {
        status.put("authenticated", true).set("user", userInfo(identity));
        ArrayNode list = status.putArray("audiences");
        audiences.forEach(list::add);
        yield status;
      }
    };
  }

  static ObjectNode userInfo(Identity identity) {
    ObjectNode user = Json.object();
    user.put("username", identity.user());
    if (!identity.uuid().isEmpty()) {
      user.put("uid", identity.uuid());
    }
    ArrayNode groups = user.putArray("groups");
    identity.groups().forEach(groups::add);
    if (!identity.extra().isEmpty()) {
      ObjectNode extra = user.putObject("extra");
      identity
          .extra()
          .forEach(
              (key, values) -> {
                ArrayNode list = extra.putArray(key);
                values.forEach(list::add);
              });
    }
    return user;
  }
}
