package io.ciao.scheduler;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.program.FlagsContract;
import io.ciao.program.UsageException;
import io.ciao.ssntp.session.Compatibility;
import io.ciao.ssntp.transport.HostPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerConfigTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "dir", "/s",
          "tls", "/t",
          "apiserver", "https://198.18.0.1:6443",
          "etcd", "embedded:/a",
          "listen", "198.18.0.1:8888",
          "outside-range", "198.18.0.100-198.18.0.199/24",
          "outside-gateway", "198.18.0.254");

  @Test
  void flagsKeepTheirContract(@TempDir Path directory) {
    FlagsContract.of(SchedulerConfig.FLAGS, SchedulerConfig::of, LEAST)
        .holds("dir", "/d", SchedulerConfig::directory, Path.of("/d"))
        .holds("tls", "/d", SchedulerConfig::tls, Path.of("/d"))
        .holds(
            "apiserver",
            "https://h:1",
            SchedulerConfig::apiservers,
            List.of(URI.create("https://h:1")))
        .refuses("apiserver", "http://h:1")
        .holds("etcd", "embedded:/b", SchedulerConfig::etcd, "embedded:/b")
        .holds("etcd-tls", "/e", SchedulerConfig::etcdTls, Path.of("/e"))
        .holds("listen", "::1", SchedulerConfig::listen, List.of(new HostPort("::1", 8888)))
        .refuses("listen", "h:x")
        .holds(
            "outside-range",
            "198.18.0.10-198.18.0.20/24",
            config -> config.network().outsideFirst().toString(),
            "198.18.0.10")
        .holds(
            "outside-gateway",
            "198.18.0.1",
            config -> config.network().outsideGateway().toString(),
            "198.18.0.1")
        .holds("underlay-mtu", "9000", config -> config.network().underlayMtu(), 9000)
        .refuses("underlay-mtu", "x")
        .holds("vcpu-overcommit", "1.5", SchedulerConfig::vcpuOvercommit, 1.5)
        .refuses("vcpu-overcommit", "0")
        .holds(
            "ssntp-compatibility",
            "original",
            SchedulerConfig::ssntpCompatibility,
            Compatibility.ORIGINAL)
        .refuses("ssntp-compatibility", "any")
        .holds("heartbeat", "true", SchedulerConfig::heartbeat, true)
        .refuses("heartbeat", "often")
        .check(directory);
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    refused("etcd", "https://h:2379", "--etcd-tls");
    refused("etcd", "h:2379", "--etcd");
    refused("outside-gateway", "198.18.0.150", "gateway");
    refused("outside-range", "198.18.0.100", "outside range");
  }

  private static void refused(String flag, String text, String problem) {
    var words = new ArrayList<String>();
    LEAST.forEach((name, value) -> words.addAll(List.of("--" + name, value)));
    words.addAll(List.of("--" + flag, text));
    assertThatThrownBy(() -> SchedulerConfig.FLAGS.parse(words))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(problem);
  }
}
