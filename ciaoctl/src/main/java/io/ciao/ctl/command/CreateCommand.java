package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.HttpCalls;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.apply.DryRunArguments;
import io.ciao.ctl.apply.Wanted;
import io.ciao.ctl.output.ObjectPrinter.TableOptions;
import io.ciao.ctl.output.OutputForm;
import io.ciao.ctl.output.Trees;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Creates objects, and refuses those that exist.
@Command(
    name = "create",
    description = "Create objects; those that exist are refused.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl create -f instance.yaml",
      "  ciaoctl create tenant acme",
      "  ciaoctl create sshkey mine --from-file ~/.ssh/id_ed25519.pub",
      "  ciaoctl create image debian --from-file /srv/images/debian.qcow2",
      "  ciaoctl create configmap web --from-literal=greeting=hello --from-file=motd",
      "  ciaoctl create secret web --from-file=password --dry-run=client -o yaml"
    })
public final class CreateCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();
  @Mixin private ManifestArguments manifests = new ManifestArguments();

  @Parameters(
      arity = "0..2",
      paramLabel = "KIND NAME",
      description = "A tenant, sshkey, image, configmap, secret, serviceaccount or namespace.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--from-literal",
      paramLabel = "KEY=VALUE",
      description = "A value of a configmap or secret.")
  private List<String> literals = new ArrayList<>();

  @Option(
      names = "--from-file",
      paramLabel = "[KEY=]FILE",
      description = "The public key, the image, or a value of a configmap or secret.")
  private List<String> files = new ArrayList<>();

  @Mixin private DryRunArguments dryRun = new DryRunArguments();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "Print the result: yaml, json, name, jsonpath=TEMPLATE.")
  private @Nullable String format;

  @Override
  public Integer call() {
    var mode = dryRun.mode();
    var form = format == null ? null : OutputForm.parse(format);
    if (manifests.given() != words.isEmpty()) {
      throw new UsageException("either --filename FILE or KIND NAME is needed");
    }
    var refused = 0;
    var all = new ArrayList<Wanted>();
    if (manifests.given()) {
      var understood = manifests.understood(session);
      refused += understood.wrong();
      all.addAll(understood.wanted());
    } else {
      all.add(new NewObject(session.kinds(), words).with(literals, files, session::namespace));
    }
    for (var wanted : all) {
      try {
        show(wanted, create(wanted, mode), mode, form);
      } catch (ApiException | RefusedException e) {
        refused++;
        session.err().println("ciaoctl: " + wanted.from() + ": " + e.getMessage());
      }
    }
    return refused == 0 ? 0 : 1;
  }

  private ObjectNode create(Wanted wanted, DryRun mode) {
    if (mode == DryRun.CLIENT) {
      return wanted.object();
    }
    var query = "?fieldManager=ciaoctl-create&fieldValidation=Strict" + mode.query();
    return session
        .client()
        .request(
            "POST",
            wanted.type().path(wanted.namespace()) + query,
            HttpCalls.Body.json(wanted.object()));
  }

  private void show(Wanted wanted, ObjectNode created, DryRun mode, @Nullable OutputForm form) {
    if (form != null) {
      form.printer(wanted.kind(), TableOptions.namespace(false))
          .print(session.out(), Trees.withoutManagedFields(created));
      return;
    }
    var name = created.path("metadata").path("name").asText(wanted.name());
    session.out().println(Applier.printed(wanted.kind(), name) + " created" + mode.said());
  }
}
