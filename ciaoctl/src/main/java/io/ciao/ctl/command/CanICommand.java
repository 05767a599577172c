package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.UnknownFields;
import io.ciao.ctl.completion.Candidates;
import io.ciao.ctl.output.TextTable;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks the server whether the caller may do something.
@Command(
    name = "can-i",
    description = "Ask whether you may do something; status 0 is yes, 1 is no.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl auth can-i create instances",
      "  ciaoctl auth can-i get instance/web --subresource log -n acme",
      "  ciaoctl auth can-i list nodes --as alice",
      "  ciaoctl auth can-i --list"
    })
public final class CanICommand implements Callable<Integer> {
  private static final String PATH = "/apis/authorization.k8s.io/v1/";

  /// What rules about roles and users may name beside the usual verbs.
  private static final Set<String> MORE_VERBS = Set.of("*", "bind", "escalate", "use");

  @Mixin private Session session = new Session();

  @Parameters(
      arity = "0..3",
      paramLabel = "VERB KIND[/NAME]",
      description = "The verb (get, list, watch, create, update, patch, delete …) and the object.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--subresource", paramLabel = "NAME", description = "A part, for example status.")
  private @Nullable String subresource;

  @Option(
      names = {"-A", "--all-namespaces", "--all-tenants"},
      description = "In every tenant.")
  private boolean allTenants;

  @Option(names = "--list", description = "Show everything that you may do in the tenant.")
  private boolean list;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing; the status says it.")
  private boolean quiet;

  @Override
  public Integer call() {
    if (list) {
      rules();
      return 0;
    }
    if (words.size() < 2) {
      throw new UsageException("a verb and a kind are needed, for example: create instances");
    }
    var review = Json.object();
    review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
    var spec = review.putObject("spec");
    if (words.get(1).startsWith("/")) {
      spec.putObject("nonResourceAttributes").put("verb", words.get(0)).put("path", words.get(1));
    } else {
      warnOfVerb(words.get(0));
      attributes(spec.putObject("resourceAttributes"));
    }
    var status = session.client().post(PATH + "selfsubjectaccessreviews", review).path("status");
    var allowed = status.path("allowed").asBoolean();
    if (!quiet) {
      var reason = status.path("reason").asText("");
      session.out().println(allowed ? "yes" : "no" + (reason.isEmpty() ? "" : " - " + reason));
    }
    return allowed ? 0 : 1;
  }

  /// A rule for all verbs permits a mistyped one, too.
  private void warnOfVerb(String verb) {
    if (Candidates.VERBS.contains(verb) || MORE_VERBS.contains(verb)) {
      return;
    }
    var near = UnknownFields.nearest(verb, Candidates.VERBS);
    session
        .err()
        .println(
            "Warning: verb \"%s\" is not a known verb%s"
                .formatted(verb, near.isEmpty() ? "" : "; did you mean " + near + "?"));
  }

  private void attributes(ObjectNode attributes) {
    attributes.put("verb", words.get(0));
    var part = subresource;
    if (words.get(1).equals("*")) {
      attributes.put("group", "*").put("resource", "*");
    } else {
      var targets = session.targets(words.subList(1, words.size()));
      if (targets.size() != 1) {
        throw new UsageException("one kind or one object is needed");
      }
      var target = targets.getFirst();
      attributes.put("group", target.kind().group()).put("resource", target.kind().plural());
      attributes.put("version", target.kind().version());
      if (target.name() != null) {
        attributes.put("name", target.name());
      }
      if (!target.kind().namespaced()) {
        put(attributes, part);
        return;
      }
    }
    put(attributes, part);
    if (!allTenants) {
      attributes.put("namespace", session.namespace());
    }
  }

  private static void put(ObjectNode attributes, @Nullable String subresource) {
    if (subresource != null) {
      attributes.put("subresource", subresource);
    }
  }

  private void rules() {
    var review = Json.object();
    review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectRulesReview");
    review.putObject("spec").put("namespace", session.namespace());
    var status = session.client().post(PATH + "selfsubjectrulesreviews", review).path("status");
    var table = new TextTable(List.of("RESOURCES", "NAMES", "VERBS"));
    for (var rule : status.path("resourceRules")) {
      table.add(
          List.of(resources(rule), words(rule.path("resourceNames")), words(rule.path("verbs"))));
    }
    for (var rule : status.path("nonResourceRules")) {
      table.add(List.of(words(rule.path("nonResourceURLs")), "", words(rule.path("verbs"))));
    }
    table.print(session.out());
    if (status.path("incomplete").asBoolean()) {
      session.err().println("The server does not know all rules.");
    }
  }

  private static String resources(JsonNode rule) {
    var names = new ArrayList<String>();
    for (var group : rule.path("apiGroups")) {
      for (var resource : rule.path("resources")) {
        names.add(
            group.asText().isEmpty()
                ? resource.asText()
                : resource.asText() + "." + group.asText());
      }
    }
    return String.join(",", names);
  }

  private static String words(JsonNode list) {
    var words = new ArrayList<String>();
    list.forEach(word -> words.add(word.asText()));
    return String.join(",", words);
  }
}
