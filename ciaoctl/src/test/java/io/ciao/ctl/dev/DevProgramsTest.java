package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.dev.DevProcesses.Wanted;
import io.ciao.linux.host.HostFacts;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DevProgramsTest {
  private static final long GIB = 1L << 30;
  private static final HostFacts HOST = new HostFacts(16 * GIB, 8 * GIB, 4, 0.5, "6.1");

  @Test
  void runsEveryProgramAsItsOwnProcess() {
    assertThat(programs(2, 3, 2))
        .extracting(Wanted::name)
        .containsExactly(
            "apiserver",
            "scheduler",
            "outside",
            "nn1-cnci",
            "nn2-cnci",
            "nn1",
            "nn2",
            "cn1",
            "cn2",
            "simulated");
  }

  @Test
  void leavesOutWhatBelongsToANetworkNodeWhereThereIsNone() {
    assertThat(programs(1, 0, 0))
        .extracting(Wanted::name)
        .containsExactly("apiserver", "scheduler", "cn1");
  }

  @Test
  void listensOnLoopbackAndTheUnderlayAlone() {
    assertThat(values("apiserver", "--listen"))
        .containsExactly("127.0.0.1:7443", "198.18.7.1:7443");
    assertThat(values("scheduler", "--listen"))
        .containsExactly("127.0.0.1:7888", "198.18.7.1:7888");
    assertThat(values("cn1", "--listen")).containsExactly("198.18.7.31:10250");
  }

  @Test
  void startsAgentsInTheirNodesNamespaceAndTheControlPlaneInNone() {
    assertThat(one("cn2").namespace()).isEqualTo("ciao-b-cn2");
    assertThat(one("nn1-cnci").namespace()).isEqualTo("ciao-b-nn1");
    assertThat(one("nn2-cnci").namespace()).isEqualTo("ciao-b-nn2");
    assertThat(one("apiserver").namespace()).isNull();
    assertThat(one("scheduler").namespace()).isNull();
  }

  @Test
  void servesConcentratorsFromTheOutsideAndTunnelsFromTheUnderlay() {
    assertThat(values("nn2-cnci", "--node")).containsExactly("nn2");
    assertThat(values("nn2-cnci", "--address")).containsExactly("198.18.7.21");
    assertThat(values("nn2-cnci", "--uplink-bridge")).containsExactly("br-ext");
    assertThat(values("nn2-cnci", "--management"))
        .containsExactly("198.18.7.0/25", "198.18.7.128/27");
    assertThat(values("scheduler", "--outside-range"))
        .containsExactly("198.18.7.160-198.18.7.239/25");
    assertThat(values("scheduler", "--outside-gateway")).containsExactly("198.18.7.254");
  }

  @Test
  void givesEveryProgramItsOwnCertificate() {
    assertThat(programs(2, 0, 2).stream().filter(w -> w.argv().contains("--tls")))
        .extracting(w -> w.argv().get(w.argv().indexOf("--tls") + 1))
        .doesNotHaveDuplicates()
        .hasSize(8);
  }

  @Test
  void sharesTheMachineSoThatSumsAreTrue() {
    assertThat(values("cn1", "--memory")).containsExactly(8192 / 2 + "Mi");
    assertThat(values("cn1", "--vcpus")).containsExactly("2");
    assertThat(values("cn1", "--disk")).containsExactly(10 * 1024 / 2 / 2 + "Mi");
    assertThat(values("nn1", "--memory")).isEmpty();
  }

  @Test
  void handsOnTheDockerEngineAndTheImageDirectories() {
    assertThat(values("cn1", "--docker-host")).containsExactly("unix:///d.sock");
    assertThat(values("cn1", "--images")).containsExactly("/images");
    assertThat(values("cn1", "--cluster")).containsExactly("b");
  }

  @Test
  void runsSeveralControlPlanesEachWithItsOwnMemberOfEtcdFirst() {
    var planes =
        IntStream.range(1, 4).mapToObj(n -> new DevOptions.Plane(n, 10 + n, 20 + n, 30 + n));
    var layout = DevLayoutTest.layout("b", 1, 0, 0, planes.toList());
    var all = new DevPrograms(layout, HOST, 10 * GIB).all();

    assertThat(all)
        .extracting(Wanted::name)
        .containsExactly(
            "etcd",
            "etcd2",
            "etcd3",
            "apiserver",
            "apiserver2",
            "apiserver3",
            "scheduler",
            "scheduler2",
            "scheduler3",
            "cn1");
    assertThat(values(all.get(4), "--etcd"))
        .containsExactly("https://127.0.0.1:22,https://127.0.0.1:23,https://127.0.0.1:21");
    assertThat(values(all.get(7), "--apiserver"))
        .containsExactly("https://127.0.0.1:2", "https://127.0.0.1:3", "https://127.0.0.1:1");
    assertThat(values(all.getLast(), "--apiserver"))
        .containsExactly("https://198.18.7.1:1", "https://198.18.7.1:2", "https://198.18.7.1:3");
    assertThat(values(all.getLast(), "--scheduler")).hasSize(3);
    assertThat(all.get(1).argv())
        .contains(
            "--name=etcd2",
            "--listen-client-urls=https://127.0.0.1:22",
            "--initial-cluster=etcd=https://127.0.0.1:31,etcd2=https://127.0.0.1:32,etcd3=https://127.0.0.1:33");
  }

  private static List<String> values(String process, String flag) {
    return values(one(process), flag);
  }

  private static List<String> values(Wanted process, String flag) {
    var argv = process.argv();
    return IntStream.range(0, argv.size() - 1)
        .filter(i -> argv.get(i).equals(flag))
        .mapToObj(i -> argv.get(i + 1))
        .toList();
  }

  private static Wanted one(String name) {
    return programs(2, 0, 2).stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Wanted> programs(int nodes, int simulated, int networkNodes) {
    var layout = DevLayoutTest.layout("b", nodes, simulated, networkNodes);
    return new DevPrograms(layout, HOST, 10 * GIB).all();
  }
}
