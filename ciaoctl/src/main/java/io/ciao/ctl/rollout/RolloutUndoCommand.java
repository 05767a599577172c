package io.ciao.ctl.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.SetRevision;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.Shared;
import io.ciao.api.workload.Workload;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.apply.DryRunArguments;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Gives a set a template that it had before.
@Command(
    name = "undo",
    description = "Go back to the template before, or to another that the set remembers.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl rollout undo web",
      "  ciaoctl rollout undo web --to-revision 2"
    })
public final class RolloutUndoCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "SET", description = "Names of instance sets.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--to-revision",
      paramLabel = "N",
      description = "The revision; default: the one before the present one.")
  private @Nullable Long revision;

  @Mixin private DryRunArguments dryRun = new DryRunArguments();

  @Override
  public Integer call() {
    var mode = dryRun.mode();
    for (var name : SetAccess.names(words)) {
      undo(name, mode);
    }
    return 0;
  }

  private void undo(String name, DryRun mode) {
    var tree = new SetAccess(session).tree(name);
    var set = Json.toRecord(tree, InstanceSet.class);
    if (set.spec().isPaused()) {
      throw new RefusedException(
          "%s is paused and would not go back; first: ciaoctl rollout resume %s"
              .formatted(SetAccess.printed(name), name));
    }
    var revisions = set.status().revisions();
    var chosen =
        revision == null
            ? Revisions.previous(name, revisions)
            : Revisions.numbered(name, revisions, revision);
    var undo = Revisions.undo(chosen, workloadNow(chosen));
    if (undo.template().equals(set.spec().template())) {
      session.out().println(SetAccess.printed(name) + " unchanged: it has that template");
      return;
    }
    ((ObjectNode) tree.get("spec")).set("template", Json.toTree(undo.template()));
    var path = ResourceType.INSTANCE_SETS.path(new SetAccess(session).key(name));
    var query = "?fieldManager=ciaoctl-rollout" + mode.query();
    if (mode != DryRun.CLIENT) {
      session.client().request("PUT", path + query, HttpCalls.Body.json(tree));
    }
    if (undo.detached()) {
      session
          .err()
          .println(
              "Warning: workload %s has changed since revision %d; the template has its fields of then and follows it no more"
                  .formatted(chosen.read().template().spec().workload(), chosen.revision()));
    }
    session
        .out()
        .println(
            "%s goes back to revision %d%s"
                .formatted(SetAccess.printed(name), chosen.revision(), mode.said()));
  }

  private @Nullable String workloadNow(SetRevision chosen) {
    var name = chosen.read().template().spec().workload();
    return name == null
        ? null
        : Shared.resolve(session.namespace(), name, this::find, Shared::isPublic)
            .usable()
            .map(workload -> Json.toRecord(workload, Workload.class).revision())
            .orElse(null);
  }

  private Optional<ObjectNode> find(ObjectKey workload) {
    return session.client().find(ResourceType.WORKLOADS, workload);
  }
}
