package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.ListQuery;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.apply.DryRunArguments;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `label` and `annotate` have in common: both change a map in the metadata of objects.
final class MetadataArguments {
  private static final int ATTEMPTS = 5;

  @Parameters(
      arity = "1..*",
      paramLabel = "KIND NAME… KEY=VALUE… KEY-",
      description = "Objects, then what to set, and what to take off.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--overwrite", description = "Also change keys that have another value.")
  private boolean overwrite;

  @Option(names = "--all", description = "All objects of the kind in the tenant.")
  private boolean all;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "All objects of the kind with these labels.")
  private @Nullable String selector;

  @Option(names = "--list", description = "Show them and change nothing.")
  private boolean list;

  @Mixin private DryRunArguments dryRun = new DryRunArguments();

  /// @param field `labels` or `annotations`
  /// @param done what is printed behind a changed object
  record Aspect(String field, String manager, String done) {}

  /// The exit status: 1 if something was refused.
  int run(Session session, Aspect aspect) {
    var parsed = MetadataWords.parse(words);
    if (parsed.changes().isEmpty() && !list) {
      throw new UsageException("nothing to change; write key=value or key-");
    }
    // Before anything is asked of the cluster.
    dryRun.mode();
    var refused = 0;
    for (var target : targets(session, session.targets(parsed.objects()))) {
      try {
        if (list) {
          show(session, target, aspect);
        } else {
          change(session, target, parsed, aspect);
        }
      } catch (ApiException | RefusedException e) {
        refused++;
        session.err().println("ciaoctl: " + e.getMessage());
      }
    }
    return refused == 0 ? 0 : 1;
  }

  private List<Target> targets(Session session, List<Target> named) {
    var targets = new ArrayList<Target>();
    for (var target : named) {
      if (target.name() != null) {
        targets.add(target);
        continue;
      }
      if (!all && selector == null) {
        throw new UsageException("a name is needed, or -l SELECTOR, or --all");
      }
      var tenant = target.kind().namespaced() ? session.namespace() : null;
      var query = new ListQuery(null, selector, null, null);
      for (var item : session.client().list(target.type(), tenant, query).items()) {
        targets.add(new Target(target.kind(), item.path("metadata").path("name").asText()));
      }
    }
    return targets;
  }

  private static void show(Session session, Target target, Aspect aspect) {
    var object = session.client().get(target.type(), target.key(session::namespace));
    for (var entry : object.path("metadata").path(aspect.field()).properties()) {
      session.out().println(entry.getKey() + "=" + entry.getValue().asText());
    }
  }

  private void change(Session session, Target target, MetadataWords changes, Aspect aspect) {
    var key = target.key(session::namespace);
    var mode = dryRun.mode();
    for (var attempt = 1; ; attempt++) {
      var object = session.client().get(target.type(), key);
      refuseToOverwrite(target, object, changes, aspect);
      var patch = changes.patch(object, aspect.field());
      try {
        patch.ifPresent(body -> send(session, target, key, body, aspect));
        session
            .out()
            .println(
                Applier.printed(target.kind(), key.name())
                    + " "
                    + (patch.isPresent() ? aspect.done() : "not " + aspect.done())
                    + mode.said());
        return;
      } catch (ApiException e) {
        // Somebody wrote the object in between: what is asked for may still be done.
        if (!e.isConflict() || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void send(
      Session session, Target target, ObjectKey key, ObjectNode patch, Aspect aspect) {
    var mode = dryRun.mode();
    if (mode == DryRun.CLIENT) {
      return;
    }
    var query = "?fieldManager=" + aspect.manager() + mode.query();
    session
        .client()
        .request("PATCH", target.type().path(key) + query, HttpCalls.Body.mergePatch(patch));
  }

  private void refuseToOverwrite(
      Target target, ObjectNode object, MetadataWords changes, Aspect aspect) {
    if (overwrite) {
      return;
    }
    changes
        .overwritten(object, aspect.field())
        .ifPresent(
            key -> {
              throw new RefusedException(
                  "%s has %s=%s already; change it with --overwrite"
                      .formatted(
                          Applier.printed(
                              target.kind(), object.path("metadata").path("name").asText()),
                          key,
                          object.path("metadata").path(aspect.field()).path(key).asText()));
            });
  }
}
