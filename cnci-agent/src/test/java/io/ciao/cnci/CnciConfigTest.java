package io.ciao.cnci;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.program.FlagsContract;
import io.ciao.ssntp.transport.HostPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CnciConfigTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "dir", "/s",
          "tls", "/t",
          "node", "nn1",
          "apiserver", "https://h:1",
          "address", "198.18.0.20",
          "uplink-bridge", "br-ul",
          "netns-prefix", "ciao-x-nn1");

  @Test
  void flagsKeepTheirContract(@TempDir Path directory) {
    FlagsContract.of(CnciConfig.FLAGS, CnciConfig::of, LEAST)
        .holds("dir", "/d/../e", CnciConfig::directory, Path.of("/e"))
        .holds("tls", "/d", CnciConfig::tls, Path.of("/d"))
        .holds("node", "nn2", config -> config.host().nodeName(), "nn2")
        .holds(
            "apiserver", "https://h:2", CnciConfig::apiservers, List.of(URI.create("https://h:2")))
        .refuses("apiserver", "h:2")
        .holds("scheduler", "h", CnciConfig::schedulers, List.of(new HostPort("h", 8888)))
        .refuses("scheduler", "h:0x")
        .holds(
            "address",
            "198.18.0.21",
            config -> config.host().address(),
            Ipv4Address.parse("198.18.0.21"))
        .refuses("address", "198.18.0.256")
        .holds("uplink-bridge", "br0", config -> config.host().uplinkBridge(), "br0")
        .refuses("uplink-bridge", "name-of-16-chars")
        .holds("netns-prefix", "p", config -> config.host().prefix(), "p")
        .refuses("netns-prefix", "p".repeat(41))
        .holds(
            "management",
            "198.18.0.0/24",
            config -> config.host().closed(),
            List.of(Ipv4Prefix.parse("198.18.0.0/24")))
        .refuses("management", "198.18.0.0")
        .holds("listen", "h:1", config -> config.listen().toString(), "h:1")
        .holds("listen", "h", config -> config.listen().toString(), "h:10251")
        .refuses("listen", "h:x")
        .check(directory);
  }

  @Test
  void repeatedFlagsCountAll() throws Exception {
    var words =
        LEAST.entrySet().stream().map(one -> "--" + one.getKey() + "=" + one.getValue()).toList();
    var twice = new ArrayList<>(words);
    twice.add("--apiserver=https://h:2");

    assertThat(CnciConfig.of(CnciConfig.FLAGS.parse(twice)).apiservers()).hasSize(2);
  }
}
