package io.ciao.scheduler.ssntp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.config.ClusterConfigSpec;
import io.ciao.api.config.ComputeNetwork;
import io.ciao.api.config.LauncherConfig;
import io.ciao.api.config.ManagementNetwork;
import io.ciao.api.config.NetworksConfig;
import io.ciao.api.config.StorageConfig;
import io.ciao.ssntp.payload.ClusterConfiguration;
import io.ciao.ssntp.payload.ClusterConfiguration.Launcher;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentConfigurationTest {

  @Test
  void whatTheClusterConfigSaysIsTold() {
    var networks =
        new NetworksConfig(
            new ManagementNetwork(List.of("10.2.0.0/16", "10.3.0.0/16")),
            new ComputeNetwork(List.of("10.1.0.0/16"), 9000),
            null,
            null,
            null,
            null);
    var spec =
        new ClusterConfigSpec(
            new LauncherConfig(false, null, "qemu"),
            new StorageConfig("rbd", "ciao"),
            networks,
            null,
            null,
            null);

    var told = AgentConfiguration.of(spec);

    assertThat(told.launcher())
        .isEqualTo(
            new Launcher(
                List.of("10.1.0.0/16"),
                List.of("10.2.0.0/16", "10.3.0.0/16"),
                false,
                true,
                "qemu"));
    assertThat(told.cephId()).isEqualTo("ciao");
    assertThat(told.storageUri()).isEqualTo("/apis/ciao.io/v1/clusterconfigs/default");
    assertThat(ClusterConfiguration.parse(told.toBytes())).isEqualTo(new Parsed<>(told));
  }

  @Test
  void withoutOneTheOriginalsDefaultsAreTold() {
    var told = AgentConfiguration.of(ClusterConfigSpec.EMPTY);

    assertThat(told.launcher()).isEqualTo(new Launcher(List.of(), List.of(), true, true, ""));
    assertThat(told.controller().ciaoPort()).isEqualTo(8889);
    assertThat(told.missing())
        .containsExactly(
            "controller.compute_ca",
            "controller.compute_cert",
            "controller.client_auth_ca_cert_path");
  }
}
