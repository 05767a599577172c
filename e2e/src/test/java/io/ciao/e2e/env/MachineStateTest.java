package io.ciao.e2e.env;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineStateTest {
  @Test
  void aRuleIsALineWithWhatItStandsIn() {
    assertThat(
            MachineState.rules(
                """
                table ip cnci {
                  map sshfwd {
                    type inet_service : ipv4_addr . inet_service
                    elements = { 33002 : 172.16.0.2 . 22,
                           33003 : 172.16.0.3 . 22 }
                  }

                  chain forward {
                    type filter hook forward priority filter; policy drop;
                    ip saddr 172.16.0.0/24 accept
                  }
                }
                table inet empty {
                }
                """))
        .containsExactly(
            "table ip cnci",
            "table ip cnci map sshfwd",
            "table ip cnci map sshfwd type inet_service : ipv4_addr . inet_service",
            "table ip cnci map sshfwd elements = { 33002 : 172.16.0.2 . 22,",
            "table ip cnci map sshfwd 33003 : 172.16.0.3 . 22 }",
            "table ip cnci chain forward",
            "table ip cnci chain forward type filter hook forward priority filter; policy drop;",
            "table ip cnci chain forward ip saddr 172.16.0.0/24 accept",
            "table inet empty");
  }
}
