package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.HttpCalls;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.apply.DryRunArguments;
import io.ciao.ctl.apply.Wanted;
import io.ciao.ctl.create.Aside;
import io.ciao.ctl.create.NewArguments;
import io.ciao.ctl.create.NewObject;
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
      "  ciaoctl create sshkey mine --generate",
      "  ciaoctl create securitygroup web --allow tcp:22,icmp --allow tcp:5432@group:db",
      "  ciaoctl create externalip web --pool public --instance web",
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
      description =
          "A tenant, sshkey, image, securitygroup, externalip, configmap, secret, serviceaccount or"
              + " namespace.")
  private List<String> words = new ArrayList<>();

  @Mixin private NewArguments arguments = new NewArguments();
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
    if (!manifests.given()) {
      var made = NewObject.of(session.kinds(), words, arguments, session::namespace);
      return isMade(made, mode, form) ? 0 : 1;
    }
    var useless = arguments.given();
    if (!useless.isEmpty()) {
      throw new UsageException(useless.getFirst() + " goes with KIND NAME, not with --filename");
    }
    var understood = manifests.understood(session);
    var refused = understood.wrong();
    for (var wanted : understood.wanted()) {
      refused += isMade(new NewObject(wanted, Aside.NONE), mode, form) ? 0 : 1;
    }
    return refused == 0 ? 0 : 1;
  }

  /// Makes one and shows it; says on standard error why it was refused.
  private boolean isMade(NewObject object, DryRun mode, @Nullable OutputForm form) {
    var wanted = object.wanted();
    try {
      var created = object.aside().around(mode, how -> create(wanted, how));
      show(wanted, created, mode, form);
      object.aside().said(mode).ifPresent(session.err()::println);
      return true;
    } catch (ApiException | RefusedException e) {
      session.err().println("ciaoctl: " + wanted.from() + ": " + e.getMessage());
      return false;
    }
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
