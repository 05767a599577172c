package io.ciao.ctl.top;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.ctl.output.TextTable;
import io.ciao.ctl.session.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What instances use.
@Command(
    name = "instances",
    aliases = {"instance", "inst"},
    description = "Show what instances use, of what they may use.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Memory of a virtual machine is that of its QEMU, which knows no more than the guest has"
          + " touched so far.",
      "",
      "Examples:",
      "  ciaoctl top instances",
      "  ciaoctl top instances web db -n red",
      "  ciaoctl top instances -A --sort-by cpu"
    })
public final class TopInstancesCommand implements Callable<Integer> {
  private static final int MILLI = 1_000;
  private static final String PODS = "/apis/metrics.k8s.io/v1beta1/";

  @Mixin private Session session = new Session();

  @Parameters(paramLabel = "INSTANCE", arity = "0..*", description = "These alone.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all tenants.")
  private boolean everywhere;

  @Option(
      names = "--sort-by",
      paramLabel = "FIGURE",
      description = "cpu or memory, the most first; default: by name.")
  private @Nullable SortBy sortBy;

  /// What rows are sorted by. Named as the flag's values.
  @SuppressWarnings("checkstyle:ConstantName")
  enum SortBy {
    cpu,
    memory
  }

  private record Row(
      Instance instance, JsonNode metrics, OptionalLong cpuMilli, OptionalLong memoryBytes) {}

  @Override
  public Integer call() {
    var namespace = everywhere ? null : session.namespace();
    var rows = rows(namespace);
    Wanted.require(
        names,
        rows.stream().map(row -> row.instance().metadata().requireName()).toList(),
        "instances");
    if (sortBy != null) {
      rows.sort(
          Comparator.comparingLong(
              row -> -(sortBy == SortBy.cpu ? row.cpuMilli() : row.memoryBytes()).orElse(-1)));
    }
    var header = new ArrayList<String>();
    if (everywhere) {
      header.add("TENANT");
    }
    header.addAll(List.of("NAME", "NODE", "CPU", "CPU%", "MEMORY", "MEMORY%", "DISK", "SEEN"));
    var table = new TextTable(header);
    for (var row : rows) {
      if (names.isEmpty() || names.contains(row.instance().metadata().name())) {
        table.add(cells(row));
      }
    }
    table.print(session.out());
    if (rows.isEmpty()) {
      session
          .err()
          .println(
              namespace == null
                  ? "there are no instances"
                  : "there are no instances in tenant %s; of all tenants: -A".formatted(namespace));
    }
    return 0;
  }

  private List<Row> rows(@Nullable String namespace) {
    var path = PODS + (namespace == null ? "pods" : "namespaces/" + namespace + "/pods");
    var metrics = new HashMap<String, JsonNode>();
    for (var item : session.client().request("GET", path + "?unknown=true", null).path("items")) {
      metrics.put(key(item.path("metadata")), item);
    }
    var rows = new ArrayList<Row>();
    for (var object :
        session.client().list(ResourceType.INSTANCES, namespace, ListQuery.ALL).items()) {
      var found = metrics.getOrDefault(key(object.path("metadata")), Json.object());
      var usage = found.path("containers").path(0).path("usage");
      rows.add(
          new Row(
              Json.toRecord(object, Instance.class),
              found,
              Figures.cpu(usage),
              Figures.bytes(usage, "memory")));
    }
    return rows;
  }

  private static String key(JsonNode metadata) {
    return metadata.path("namespace").asText() + "/" + metadata.path("name").asText();
  }

  private List<String> cells(Row row) {
    var instance = row.instance();
    var binding = instance.status().binding();
    var spec = EffectiveSpec.ofBound(instance);
    var vcpus = spec.map(s -> OptionalLong.of(s.vcpus() * MILLI)).orElse(OptionalLong.empty());
    var memory = spec.map(s -> OptionalLong.of(s.memoryBytes())).orElse(OptionalLong.empty());
    var usage = row.metrics().path("containers").path(0).path("usage");
    var cells = new ArrayList<String>();
    if (everywhere) {
      cells.add(String.valueOf(instance.metadata().namespace()));
    }
    cells.addAll(
        List.of(
            instance.metadata().requireName(),
            binding == null ? "<none>" : String.valueOf(binding.nodeName()),
            Figures.milli(row.cpuMilli()),
            Figures.percent(row.cpuMilli(), vcpus),
            Figures.size(row.memoryBytes()),
            Figures.percent(row.memoryBytes(), memory),
            Figures.size(Figures.bytes(usage, "ephemeral-storage")),
            Figures.seen(row.metrics())));
    return cells;
  }
}
