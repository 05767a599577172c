package io.ciao.ctl.kit;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.ctl.output.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Show what the instances of an agent use, by its last STATS.
@Command(
    name = "istats",
    description = "Show what the instances of an agent use, by its last STATS.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl launcher-kit istats",
      "  ciaoctl launcher-kit istats --filter active"
    })
public final class KitInstanceStatsCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Option(
      names = "--filter",
      paramLabel = "STATE",
      description = "Those alone that are pending, active or exited.")
  private String filter = "";

  @Override
  public Integer call() throws Exception {
    var table = new TextTable(List.of("UUID", "STATUS", "SSH", "MEM", "DISK", "CPU", "VOLUMES"));
    for (var instance : kit.stats().path("instances")) {
      if (filter.isEmpty() || filter.equals(instance.path("state").asText())) {
        table.add(row(instance));
      }
    }
    table.print(kit.out());
    return 0;
  }

  /// MiB and percent; what is unknown is told as N/A.
  private static List<String> row(JsonNode instance) {
    var ssh = instance.path("ssh_port").asInt();
    var volumes = new ArrayList<String>();
    instance.path("volumes").forEach(volume -> volumes.add(volume.asText()));
    return List.of(
        instance.path("instance_uuid").asText(),
        instance.path("state").asText(),
        ssh > 0 ? instance.path("ssh_ip").asText() + ":" + ssh : "N/A",
        KitSession.known(instance.path("memory_usage_mb"), "MB"),
        KitSession.known(instance.path("disk_usage_mb"), "MB"),
        KitSession.known(instance.path("cpu_usage"), "%"),
        volumes.isEmpty() ? "-" : String.join(",", volumes));
  }
}
