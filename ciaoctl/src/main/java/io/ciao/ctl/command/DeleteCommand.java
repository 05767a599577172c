package io.ciao.ctl.command;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.ListQuery;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.apply.DryRunArguments;
import io.ciao.ctl.apply.ManifestFiles.Manifest;
import io.ciao.ctl.apply.Wanted;
import io.ciao.ctl.command.ObjectWait.Wish;
import io.ciao.ctl.session.Failures;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Deletes objects and waits until they are gone.
@Command(
    name = "delete",
    description = "Delete objects and wait until they are gone.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl delete instance web",
      "  ciaoctl delete -f manifests/examples/",
      "  ciaoctl delete instances --all"
    })
public final class DeleteCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(
      arity = "0..*",
      paramLabel = "KIND NAME… | KIND/NAME",
      description = "What to delete.")
  private List<String> words = new ArrayList<>();

  @Mixin private ManifestArguments manifests = new ManifestArguments();

  @Option(names = "--all", description = "All objects of the kind in the tenant.")
  private boolean all;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "All objects of the kind with these labels, for example app=tour.")
  private @Nullable String selector;

  @Option(
      names = "--wait",
      defaultValue = "true",
      negatable = true,
      fallbackValue = "true",
      description = "Wait until they are gone (default).")
  private boolean wait;

  @Option(
      names = "--cascade",
      paramLabel = "POLICY",
      defaultValue = "background",
      description =
          "What becomes of objects that it owns: background (deleted after it), foreground (before"
              + " it) or orphan (kept).")
  private String cascade = "background";

  @Mixin private DryRunArguments dryRun = new DryRunArguments();

  @Option(names = "--ignore-not-found", description = "What is gone already counts as deleted.")
  private boolean ignoreNotFound;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description = "How long to wait, for example 30s or 5m.")
  private String timeout = "5m";

  private record Chosen(Target target, String tenant) {}

  private record Options(ObjectKey key, String uid, String policy, DryRun mode) {}

  private record Doomed(Target target, ObjectKey key, String uid) {}

  @Override
  public Integer call() throws InterruptedException {
    Durations.parse(timeout);
    var policy = policy();
    var mode = dryRun.mode();
    var doomed = new ArrayList<Doomed>();
    var missing = 0;
    for (var chosen : targets()) {
      var target = chosen.target();
      var key = target.key(chosen::tenant);
      try {
        var uid = session.client().get(target.type(), key).path("metadata").path("uid").asText();
        delete(target, new Options(key, uid, policy, mode));
        doomed.add(new Doomed(target, key, uid));
        session
            .out()
            .println(Applier.printed(target.kind(), key.name()) + " deleted" + mode.said());
      } catch (ApiException e) {
        // What --all found may have gone by itself since.
        if (e.isNotFound() && (ignoreNotFound || all || selector != null)) {
          continue;
        }
        missing++;
        session.err().println("ciaoctl: " + Failures.refused(e));
      }
    }
    if (wait && mode == DryRun.NONE) {
      awaitGone(doomed);
    }
    return missing == 0 ? 0 : 1;
  }

  private List<Chosen> targets() {
    var targets = new ArrayList<Chosen>();
    if (manifests.given()) {
      manifests.read().stream()
          .map(this::wanted)
          .sorted(Wanted.TENANTS_FIRST.reversed())
          .forEach(wanted -> targets.add(chosen(wanted)));
      return targets;
    }
    for (var target : session.targets(words)) {
      if (target.name() != null) {
        targets.add(new Chosen(target, session.namespace()));
      } else if (all || selector != null) {
        var tenant = target.kind().namespaced() ? session.namespace() : null;
        var query = new ListQuery(null, selector, null, null);
        for (var item : session.client().list(target.type(), tenant, query).items()) {
          var name = item.path("metadata").path("name").asText();
          targets.add(new Chosen(new Target(target.kind(), name), session.namespace()));
        }
      } else {
        throw new UsageException(
            "a name is needed: ciaoctl delete %s NAME, or -l SELECTOR, or --all for every one"
                .formatted(target.kind().plural()));
      }
    }
    return targets;
  }

  private Wanted wanted(Manifest manifest) {
    try {
      return Wanted.of(manifest, session.kinds(), session.namespace());
    } catch (RefusedException e) {
      throw new RefusedException(manifest.from() + ": " + e.getMessage());
    }
  }

  private Chosen chosen(Wanted wanted) {
    var tenant = wanted.namespace() == null ? session.namespace() : wanted.namespace();
    return new Chosen(new Target(wanted.kind(), wanted.name()), tenant);
  }

  private void delete(Target target, Options wished) {
    if (wished.mode() == DryRun.CLIENT) {
      return;
    }
    var options = Json.object();
    options.put("kind", "DeleteOptions").put("apiVersion", "v1");
    options.put("propagationPolicy", wished.policy());
    options.putObject("preconditions").put("uid", wished.uid());
    if (wished.mode() == DryRun.SERVER) {
      options.putArray("dryRun").add("All");
    }
    session
        .client()
        .request("DELETE", target.type().path(wished.key()), HttpCalls.Body.json(options));
  }

  private String policy() {
    return switch (cascade) {
      case "background" -> "Background";
      case "foreground" -> "Foreground";
      case "orphan" -> "Orphan";
      default ->
          throw new UsageException(
              "--cascade \"%s\" is unknown; use background, foreground or orphan"
                  .formatted(cascade));
    };
  }

  private void awaitGone(List<Doomed> doomed) throws InterruptedException {
    var waiter = new ObjectWait(session, timeout);
    for (var one : doomed) {
      waiter.until(one.target(), one.key(), Wish.gone(one.uid()));
    }
  }
}
