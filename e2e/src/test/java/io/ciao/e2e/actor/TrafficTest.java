package io.ciao.e2e.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final String PRINTED =
      """
      tcpdump: data link type LINUX_SLL2
      tcpdump: verbose output suppressed, use -v[v]... for full protocol decode
      listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 256 bytes
      1795382506.550900 eth0  Out IP 10.0.0.1.5000 > 10.0.0.2.4789: VXLAN, flags [I] (0x08), vni 7
      IP 172.16.0.2 > 172.16.0.3: ICMP echo request, id 1, seq 1, length 119
      1795382506.550917 br-ext M   ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28
      1795382507.000001 eth0  In  IP 10.0.0.2.5000 > 10.0.0.1.8472: OTV, flags [I] (0x08), overlay 0, instance 9
      IP 172.16.0.3 > 172.16.0.2: ICMP echo reply, id 1, seq 1, length 119

      3 packets captured
      6 packets received by filter
      0 packets dropped by kernel
      """;

  @Test
  void tellsPacketsByTheLinkWithWhatIsInsideATunnel() {
    var traffic = Traffic.read("cn1", PRINTED);

    assertThat(traffic.counts()).hasSize(2).containsEntry("cn1/eth0", 2);
    assertThat(traffic.byLink().get("cn1/eth0"))
        .isEqualTo(
            List.of(
                "IP 10.0.0.1.5000 > 10.0.0.2.4789: VXLAN, flags [I] (0x08), vni 7"
                    + " | IP 172.16.0.2 > 172.16.0.3: ICMP echo request, id 1, seq 1, length 119",
                "IP 10.0.0.2.5000 > 10.0.0.1.8472: VXLAN, vni 9"
                    + " | IP 172.16.0.3 > 172.16.0.2: ICMP echo reply, id 1, seq 1, length 119"));
    assertThat(traffic.byLink().get("cn1/br-ext")).allMatch(packet -> packet.startsWith("ARP"));
  }

  @Test
  void choosesByWordsAndByPlace() {
    var both = Traffic.read("cn1", PRINTED).with(Traffic.read("cn2", PRINTED));

    assertThat(both.of("vni 9").counts()).hasSize(2).containsEntry("cn2/eth0", 1);
    assertThat(both.at("cn2/").links()).containsExactly("cn2/br-ext", "cn2/eth0");
    assertThat(both.of("vni 8").links()).isEmpty();
  }

  @Test
  void refusesACaptureThatIsNotWhole() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () -> Traffic.read("cn1", PRINTED.replace("0 packets dropped", "3 packets dropped")))
        .withMessageContaining("cn1");
  }
}
