package io.ciao.ctl.kit;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.ctl.output.TextTable;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Show an agent and how many instances it has, by its last STATS.
@Command(
    name = "stats",
    description = "Show an agent and how many instances it has, by its last STATS.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl launcher-kit stats"})
public final class KitStatsCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Override
  public Integer call() throws Exception {
    var stats = kit.stats();
    var table = new TextTable(List.of("FIGURE", "VALUE"));
    table.add(List.of("Node UUID", stats.path("node_uuid").asText()));
    table.add(List.of("Status", stats.path("status").asText()));
    table.add(List.of("Hostname", stats.path("hostname").asText()));
    table.add(List.of("Memory", pair(stats, "mem_available_mb", "mem_total_mb")));
    table.add(List.of("Disk", pair(stats, "disk_available_mb", "disk_total_mb")));
    table.add(List.of("Load", KitSession.known(stats.path("load"), "")));
    table.add(List.of("CPUs online", KitSession.known(stats.path("cpus_online"), "")));
    for (var network : stats.path("networks")) {
      var nic = network.path("ip").asText() + " " + network.path("mac").asText();
      table.add(List.of("NIC", nic.strip()));
    }
    var states = new TreeMap<String, Integer>();
    stats.path("instances").forEach(i -> states.merge(i.path("state").asText(), 1, Integer::sum));
    states.forEach((state, count) -> table.add(List.of("Instances " + state, count.toString())));
    table.print(kit.out());
    return 0;
  }

  private static String pair(JsonNode stats, String free, String total) {
    return "%s free of %s"
        .formatted(
            KitSession.known(stats.path(free), "MB"), KitSession.known(stats.path(total), "MB"));
  }
}
