package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.Session;
import io.ciao.ctl.Targets;
import io.ciao.ctl.Targets.Target;
import io.ciao.ctl.UsageException;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.command.ObjectWait.Wish;
import io.ciao.ctl.output.ObjectPrinter;
import io.ciao.ctl.output.ObjectPrinter.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes one instance of a workload, or a set of them.
@Command(
    name = "run",
    description = "Run an instance of a workload; with --instances a set of them: NAME-0, NAME-1 …",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl run web --workload tiny-vm --ssh-key mine --wait",
      "  ciaoctl run web --workload tiny-container --instances 3",
      "  ciaoctl run web --workload tiny-vm --instances 3 --dry-run=client -o yaml > web.yaml"
    })
public final class RunCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(paramLabel = "NAME", description = "The name of the instance or set.")
  private String name = "";

  @Option(
      names = "--workload",
      required = true,
      paramLabel = "WORKLOAD",
      description = "The template that it is made from.")
  private String workload = "";

  @Option(
      names = "--instances",
      paramLabel = "N",
      description = "Make an InstanceSet of that many; without it one Instance.")
  private @Nullable Long instances;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = "Trace their starts under this label.")
  private @Nullable String label;

  @Option(
      names = "--ssh-key",
      paramLabel = "SSHKEY",
      description = "An SSHKey that they accept; may be repeated.")
  private List<String> sshKeys = new ArrayList<>();

  @Option(
      names = "--dry-run",
      arity = "0..1",
      fallbackValue = "client",
      paramLabel = "client|server",
      description = "Change nothing; server: let the server check everything.")
  private @Nullable String dryRun;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "yaml, json or name: print the object.")
  private @Nullable String format;

  @Option(names = "--wait", description = "Wait until it is ready.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description = "How long --wait waits.")
  private String timeout = "5m";

  @Override
  public Integer call() throws InterruptedException {
    var waiter = new ObjectWait(session, timeout);
    var output = output();
    var object = RunObject.of(name, workload, instances, label, sshKeys);
    var kind = session.kinds().byKind("ciao.io/v1", object.path("kind").asText()).orElseThrow();
    var printer = new ObjectPrinter(output, kind, ObjectPrinter.TableOptions.namespace(false));
    if ("client".equals(dryRun)) {
      printer.print(session.out(), object);
      return 0;
    }
    var target = new Target(kind, name);
    var stored = create(target, object);
    if (format == null) {
      var said = dryRun == null ? " created" : " created (dry run)";
      session.out().println(Applier.printed(kind, name) + said);
    } else {
      printer.print(session.out(), stored);
    }
    if (wait && dryRun == null) {
      waiter.until(
          target, target.key(session::namespace), Wish.of(Progress::ready, "is not ready"));
      session.out().println(Applier.printed(kind, name) + " is ready");
    }
    return 0;
  }

  private Output output() {
    if (dryRun != null && !dryRun.equals("client") && !dryRun.equals("server")) {
      throw new UsageException("--dry-run=%s is unknown; use client or server".formatted(dryRun));
    }
    return switch (format == null ? "name" : format) {
      case "name" -> Output.NAME;
      case "yaml" -> Output.YAML;
      case "json" -> Output.JSON;
      default ->
          throw new UsageException(
              "-o \"%s\" is unknown; use yaml, json or name".formatted(format));
    };
  }

  private ObjectNode create(Target target, ObjectNode object) {
    ObjectKey key = target.key(session::namespace);
    var path = Targets.typeOf(target.kind()).path(key.namespace());
    var query = "?fieldManager=ciaoctl-run&fieldValidation=Strict";
    return session
        .client()
        .request(
            "POST",
            path + query + (dryRun == null ? "" : "&dryRun=All"),
            HttpCalls.Body.json(object));
  }
}
