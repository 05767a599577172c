package io.ciao.ctl.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.ctl.output.TextTable;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows what the steps of traced starts took.
@Command(
    name = "trace",
    description =
        "Show what each step of the starts of traced instances took; without a label, the labels.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Instances are traced that were made with --trace LABEL.",
      "",
      "Examples:",
      "  ciaoctl run web --workload tiny-container --instances 10 --trace first",
      "  ciaoctl trace first",
      "  ciaoctl trace first -o json",
      "  ciaoctl trace"
    })
public final class TraceCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "0..1", paramLabel = "LABEL", description = "What they are traced under.")
  private @Nullable String label;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "json: figures in seconds.")
  private @Nullable String format;

  @Override
  public Integer call() {
    if (format != null && !format.equals("json")) {
      throw new UsageException("-o \"%s\" is unknown; use json".formatted(format));
    }
    if (label == null) {
      labels();
    } else {
      steps(TraceLabel.require(label));
    }
    return 0;
  }

  private void steps(String wanted) {
    var summary =
        new TraceSummary(session.namespace(), wanted, traced(Instance.TRACE_LABEL + "=" + wanted));
    if (summary.instances().isEmpty()) {
      throw new RefusedException(
          "no instance of tenant %s has the label %s=%s; give it with --trace to apply or run"
              .formatted(session.namespace(), Instance.TRACE_LABEL, wanted));
    }
    if (format == null) {
      summary.print(session.out());
    } else {
      session.out().println(Json.writePretty(summary.toTree()));
    }
  }

  private void labels() {
    var byLabel = new TreeMap<String, List<ObjectNode>>();
    for (var instance : traced(Instance.TRACE_LABEL)) {
      var its = instance.path("metadata").path("labels").path(Instance.TRACE_LABEL).asText();
      byLabel.computeIfAbsent(its, _ -> new ArrayList<>()).add(instance);
    }
    var summaries =
        byLabel.entrySet().stream()
            .map(each -> new TraceSummary(session.namespace(), each.getKey(), each.getValue()))
            .toList();
    if (format != null) {
      var tree = Json.object();
      var list = tree.putArray("traces");
      summaries.forEach(each -> list.add(each.toTree()));
      session.out().println(Json.writePretty(tree));
      return;
    }
    if (summaries.isEmpty()) {
      session.err().println("No traced instances.");
      return;
    }
    var table = new TextTable(List.of("LABEL", "INSTANCES", "STARTED"));
    for (var each : summaries) {
      var instances = Integer.toString(each.instances().size());
      table.add(List.of(each.label(), instances, Long.toString(each.started())));
    }
    table.print(session.out());
  }

  private List<ObjectNode> traced(String selector) {
    var query = new ListQuery(null, selector, null, null);
    return session.client().list(ResourceType.INSTANCES, session.namespace(), query).items();
  }
}
