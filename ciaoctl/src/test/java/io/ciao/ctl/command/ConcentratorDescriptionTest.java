package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.network.ConcentratorState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConcentratorDescriptionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T22:08:00Z");

  @Test
  void tellsWhoHasWhatAndWhere() {
    var state =
        new ConcentratorState(
            "nn1",
            "0.1.0",
            "ciao-nn1-cnci-4096",
            77L,
            List.of(
                new ConcentratorState.Lease(
                    "172.16.0.2", "02:00:ac:10:00:02", "web", "2026-11-21T22:50:00Z"),
                new ConcentratorState.Lease("172.16.0.3", "02:00:ac:10:00:03", null, null)),
            List.of(new ConcentratorState.Tunnel("10.0.0.31", 4789, true, List.of("db", "web"))),
            List.of(new ConcentratorState.Forward(33002, "172.16.0.2", "web")),
            List.of());

    assertThat(text(state, Map.of("10.0.0.31", "cn1")))
        .isEqualTo(
            """
            Served:
              node:       nn1
              agent:      cnci-agent 0.1.0
              namespace:  ciao-nn1-cnci-4096
              DHCP, DNS:  dnsmasq, process 77
            Leases:
              ADDRESS      MAC                 INSTANCE   LEASE ENDS
              172.16.0.2   02:00:ac:10:00:02   web        in 42m
              172.16.0.3   02:00:ac:10:00:03              not asked for
            Tunnels:
              NODE   ADDRESS          INSTANCES
              cn1    10.0.0.31:4789   db, web
            Forwards:
              PORT    TO              INSTANCE
              33002   172.16.0.2:22   web
            External IPs: none
            """);
  }

  @Test
  void saysThatNothingServes() {
    var state =
        new ConcentratorState(
            "nn1",
            "0.1.0",
            "n",
            null,
            List.of(),
            List.of(new ConcentratorState.Tunnel("10.0.0.31", 4789, true, List.of())),
            List.of(),
            List.of());
    assertThat(text(state, Map.of()))
        .contains("no dnsmasq runs", "Leases: none", "        10.0.0.31:4789");
  }

  private static String text(ConcentratorState state, Map<String, String> nodes) {
    var out = new ByteArrayOutputStream();
    new ConcentratorDescription(state, nodes, NOW)
        .print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
