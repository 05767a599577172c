package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.config.Credential;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Gets a signed token, for a person or a service account.
@Command(
    name = "token",
    description = "Get a signed token that stands for you, somebody else or a service account.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl token                                       yourself, for an hour",
      "  ciaoctl token --user alice --group acme-team --duration 8h",
      "  ciaoctl token --service-account deployer -n acme",
      "  curl -H \"Authorization: Bearer $(ciaoctl token)\" …"
    })
public final class TokenCommand implements Callable<Integer> {
  private static final ResourceType ACCOUNTS =
      new ResourceType("", "v1", "serviceaccounts", "ServiceAccount", true);
  private static final String USER_TOKENS = "/apis/ciao.io/v1/usertokens";
  private static final String REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

  @Mixin private Session session = new Session();

  @Option(names = "--user", paramLabel = "NAME", description = "Whom it stands for.")
  private @Nullable String user;

  @Option(names = "--group", paramLabel = "NAME", description = "With --user: a group of theirs.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = {"--service-account", "--serviceaccount"},
      paramLabel = "NAME",
      description = "A service account of the tenant.")
  private @Nullable String account;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      description = "How long it is good; default: one hour.")
  private @Nullable String duration;

  @Option(
      names = "--exec-credential",
      description = "Print it in the form that kubectl asks programs for.")
  private boolean execCredential;

  @Override
  public Integer call() {
    if (account != null && (user != null || !groups.isEmpty())) {
      throw new UsageException("--service-account and --user exclude each other");
    }
    if (user == null && !groups.isEmpty()) {
      throw new UsageException("--group needs --user");
    }
    session
        .out()
        .println(execCredential ? Json.writeText(execCredential()) : requestToken().text());
    return 0;
  }

  private record Token(String text, String expires) {}

  private ObjectNode execCredential() {
    var answer = Json.object();
    answer.put("apiVersion", "client.authentication.k8s.io/v1").put("kind", "ExecCredential");
    var status = answer.putObject("status");
    try {
      var token = requestToken();
      status.put("token", token.text()).put("expirationTimestamp", token.expires());
    } catch (ApiException | ApiUnreachableException e) {
      // Who may not have tokens made, or meets no server, is still who the own file says.
      switch (session.config().credential()) {
        case Credential.Certificate certificate -> {
          status.put("clientCertificateData", PemBlocks.certificates(certificate.own().chain()));
          status.put("clientKeyData", PemBlocks.key(certificate.own().key()));
        }
        case Credential.Bearer bearer -> status.put("token", bearer.token());
      }
    }
    return answer;
  }

  private Token requestToken() {
    var answer = account == null ? forUser() : forAccount(account);
    var status = answer.path("status");
    return new Token(status.path("token").asText(), status.path("expirationTimestamp").asText());
  }

  private ObjectNode forAccount(String name) {
    var request = request("authentication.k8s.io/v1", "TokenRequest");
    var key = new ObjectKey(session.namespace(), name);
    return session.client().post(ACCOUNTS.path(key) + "/token", request);
  }

  private ObjectNode forUser() {
    var request = request("ciao.io/v1", "UserToken");
    var spec = request.withObject("/spec");
    if (user != null) {
      spec.put("user", user);
      groups.forEach(spec.withArray("/groups")::add);
      return session.client().post(USER_TOKENS, request);
    }
    var review = Json.object();
    review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "SelfSubjectReview");
    var self = session.client().post(REVIEWS, review).path("status").path("userInfo");
    spec.put("user", self.path("username").asText());
    var own = spec.putArray("groups");
    for (var group : self.path("groups")) {
      // Groups that the server gives to everybody come by themselves.
      if (!group.asText().startsWith("system:")) {
        own.add(group.asText());
      }
    }
    return session.client().post(USER_TOKENS, request);
  }

  private ObjectNode request(String apiVersion, String kind) {
    var request = Json.object();
    request.put("apiVersion", apiVersion).put("kind", kind);
    var spec = request.putObject("spec");
    if (duration != null) {
      spec.put("expirationSeconds", Durations.parse(duration).toSeconds());
    }
    return request;
  }
}
