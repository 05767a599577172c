package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.apply.DryRunArguments;
import io.ciao.ctl.command.ObjectWait.Wish;
import io.ciao.ctl.command.RunObject.Overrides;
import io.ciao.ctl.command.RunObject.Wished;
import io.ciao.ctl.output.ObjectPrinter;
import io.ciao.ctl.output.ObjectPrinter.Output;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import io.ciao.ctl.trace.TraceLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
      "  ciaoctl run web --workload tiny-vm --memory 512Mi --label app=tour",
      "  ciaoctl run web --workload tiny-container --instances 3",
      "  ciaoctl run web --workload tiny-vm --instances 3 --dry-run=client -o yaml > web.yaml"
    })
public final class RunCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(paramLabel = "NAME", description = "The name of the instance or set.")
  private String name = "";

  @Option(
      names = "--workload",
      paramLabel = "WORKLOAD",
      description = "The template that it is made from; what there is: ciaoctl get workloads.")
  private @Nullable String workload;

  @Option(
      names = "--instances",
      paramLabel = "N",
      description = "Make an InstanceSet of that many; without it one Instance.")
  private @Nullable Long instances;

  @Option(
      names = {"-l", "--label"},
      paramLabel = "KEY=VALUE",
      description = "A label of what is made; may be repeated.")
  private Map<String, String> labels = new TreeMap<>();

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "In place of the workload's image.")
  private @Nullable String image;

  @Option(
      names = "--vcpus",
      paramLabel = "N",
      description = "In place of the workload's number of virtual processors.")
  private @Nullable Long vcpus;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "In place of the workload's memory, for example 512Mi.")
  private @Nullable String memory;

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      description = "The TenantNetwork; without it: default.")
  private @Nullable String network;

  @Option(
      names = "--trace",
      paramLabel = "LABEL",
      description = "Trace their starts; what they took: ciaoctl trace LABEL.")
  private @Nullable String trace;

  @Option(
      names = "--ssh-key",
      paramLabel = "SSHKEY",
      description = "An SSHKey that they accept; may be repeated.")
  private List<String> sshKeys = new ArrayList<>();

  @Mixin private DryRunArguments dryRun = new DryRunArguments();

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
    var mode = dryRun.mode();
    var object = RunObject.of(name, instances, wished());
    var kind = session.kinds().byKind("ciao.io/v1", object.path("kind").asText()).orElseThrow();
    var printer = new ObjectPrinter(output, kind, ObjectPrinter.TableOptions.namespace(false));
    if (mode == DryRun.CLIENT) {
      printer.print(session.out(), object);
      return 0;
    }
    var target = new Target(kind, name);
    var stored = create(target, object, mode);
    if (format == null) {
      session.out().println(Applier.printed(kind, name) + " created" + mode.said());
    } else {
      printer.print(session.out(), stored);
    }
    if (wait && mode == DryRun.NONE) {
      waiter.until(
          target, target.key(session::namespace), Wish.of(Progress::ready, "is not ready"));
      session.out().println(Applier.printed(kind, name) + " is ready");
    }
    return 0;
  }

  private Wished wished() {
    if (workload == null) {
      throw new UsageException(
          "--workload is missing: the template to make it from; what there is: ciaoctl get"
              + " workloads");
    }
    var traced = trace == null ? null : TraceLabel.require(trace);
    return new Wished(
        workload, labels, traced, new Overrides(image, vcpus, memory, network), sshKeys);
  }

  private Output output() {
    return switch (format == null ? "name" : format) {
      case "name" -> Output.NAME;
      case "yaml" -> Output.YAML;
      case "json" -> Output.JSON;
      default ->
          throw new UsageException(
              "-o \"%s\" is unknown; use yaml, json or name".formatted(format));
    };
  }

  private ObjectNode create(Target target, ObjectNode object, DryRun mode) {
    ObjectKey key = target.key(session::namespace);
    var path = Targets.typeOf(target.kind()).path(key.namespace());
    var query = "?fieldManager=ciaoctl-run&fieldValidation=Strict" + mode.query();
    return session.client().request("POST", path + query, HttpCalls.Body.json(object));
  }
}
