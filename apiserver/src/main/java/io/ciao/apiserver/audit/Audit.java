package io.ciao.apiserver.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Decides what goes into the audit log, and words it. Safe for many threads.
public final class Audit {
  /// Names one request, in the answer and in the log; a client may choose it.
  public static final String ID = "audit-id";

  private static final Pattern OWN_ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final int TEXT_MAX = 256;
  private static final int DENIAL_MAX = 1_024;

  /// Questions that change nothing, though they are posted.
  private static final Set<String> QUESTIONS =
      Set.of("authorization.k8s.io", "authentication.k8s.io");

  private final AuditLog log;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Supplier<String> ids;

  /// An audit into a log.
  ///
  /// @param nanos monotonic
  /// @param ids where names of requests come from that the client does not name
  public Audit(AuditLog log, InstantSource clock, LongSupplier nanos, Supplier<String> ids) {
    this.log = log;
    this.clock = clock;
    this.nanos = nanos;
    this.ids = ids;
  }

  /// Who did it.
  ///
  /// @param caller who proved to be somebody
  /// @param as whom the request is judged as; the same unless it is impersonated
  public record Actor(Identity caller, Identity as) {}

  /// A request that has begun.
  ///
  /// @param nanos when, monotonic
  public record Begun(Instant time, long nanos) {}

  public Begun begin() {
    return new Begun(clock.instant(), nanos.getAsLong());
  }

  /// Writes a line if the request deserves one.
  ///
  /// @return the answer, with the line's id if there is one
  public Answer end(Begun begun, ApiRequest request, Actor actor, Answer answer)
      throws InterruptedException {
    Optional<RequestPath> path = RequestPath.parse(request.path());
    if (!deserves(request, path, actor, answer.code())) {
      return answer;
    }
    String wished = request.header(ID);
    String id = OWN_ID.matcher(wished).matches() ? wished : ids.get();
    ObjectNode line = Json.object();
    line.put("time", begun.time().toString()).put("id", id);
    who(line, actor);
    what(line, request, path);
    outcome(line, request, answer);
    line.put("ms", (nanos.getAsLong() - begun.nanos()) / 1_000_000);
    log.add((Json.writeText(line) + "\n").getBytes(StandardCharsets.UTF_8));
    return answer.with(java.util.List.of(java.util.Map.entry("Audit-Id", id)));
  }

  private static boolean deserves(
      ApiRequest request, Optional<RequestPath> path, Actor actor, int code) {
    if (code == 401 || code == 403 || !actor.caller().equals(actor.as())) {
      return true;
    }
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    if (path.isPresent() && path.get() instanceof RequestPath.Resource resource) {
      return reads
          ? resource.resource().equals("secrets") && resource.group().isEmpty()
          // A line a second and node would leave no room for anything else.
          : !QUESTIONS.contains(resource.group()) && !resource.isSignOfLife();
    }
    return !reads;
  }

  private static void who(ObjectNode line, Actor actor) {
    identity(line, actor.caller());
    if (!actor.caller().equals(actor.as())) {
      identity(line.putObject("as"), actor.as());
    }
  }

  private static void identity(ObjectNode tree, Identity identity) {
    tree.put("user", identity.isAnonymous() ? "system:anonymous" : identity.user());
    ArrayNode groups = tree.putArray("groups");
    identity.groups().forEach(groups::add);
  }

  private static void what(ObjectNode line, ApiRequest request, Optional<RequestPath> path) {
    if (path.isPresent() && path.get() instanceof RequestPath.Resource resource) {
      line.put("verb", verb(request, resource));
      line.put("group", resource.group());
      String action = resource.action().isEmpty() ? "" : ":" + resource.action();
      line.put("resource", resource.resource() + action);
      put(line, "subresource", resource.subresource());
      put(line, "namespace", resource.namespace() == null ? "" : resource.namespace());
      put(line, "name", resource.name() == null ? "" : resource.name());
    } else {
      line.put("verb", request.method().toLowerCase(Locale.ROOT));
      line.put("path", cut(request.path(), TEXT_MAX));
    }
    if (request.query().all("dryRun").contains("All")) {
      line.put("dryRun", true);
    }
  }

  private static String verb(ApiRequest request, RequestPath.Resource path) {
    return Verb.of(request.method(), path, request.asksToWatch())
        .map(Verb::word)
        .orElseGet(() -> request.method().toLowerCase(Locale.ROOT));
  }

  private static void outcome(ObjectNode line, ApiRequest request, Answer answer) {
    line.put("code", answer.code());
    boolean denied = answer.code() == 401 || answer.code() == 403;
    line.put("decision", denied ? "deny" : "allow");
    if (answer instanceof Answer.Whole whole) {
      AnswerFacts facts = AnswerFacts.of(whole.bytes());
      put(line, "reason", answer.code() >= 400 ? facts.reason() : "");
      put(line, "message", denied ? cut(facts.message(), DENIAL_MAX) : "");
      if (!line.has("name") && answer.code() < 300) {
        put(line, "name", facts.name());
      }
      put(line, "uid", answer.code() < 300 ? facts.uid() : "");
    }
    put(line, "source", request.header(ApiRequest.PEER));
    put(line, "userAgent", cut(request.header("user-agent"), TEXT_MAX));
  }

  private static void put(ObjectNode line, String field, String text) {
    if (!text.isEmpty()) {
      line.put(field, text);
    }
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max);
  }
}
