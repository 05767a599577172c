package io.ciao.scheduler.ssntp;

import io.ciao.api.config.ClusterConfig;
import io.ciao.api.config.ClusterConfigSpec;
import io.ciao.api.config.LauncherConfig;
import io.ciao.api.config.StorageConfig;
import io.ciao.ssntp.payload.ClusterConfiguration;
import io.ciao.ssntp.payload.ClusterConfiguration.CnciDefaults;
import io.ciao.ssntp.payload.ClusterConfiguration.Controller;
import io.ciao.ssntp.payload.ClusterConfiguration.Launcher;
import io.ciao.ssntp.payload.ClusterConfiguration.Tls;
import org.jspecify.annotations.Nullable;

/// What agents are told of the ClusterConfig `default`.
///
/// What concerns the original's controller has its defaults; paths of its certificates are empty,
/// since nobody here knows them.
final class AgentConfiguration {

  /// Where it is kept: the original names a file here.
  private static final String KEPT_IN = "/apis/ciao.io/v1/" + ClusterConfig.RESOURCE + "/default";

  private static final Controller ORIGINALS_DEFAULTS =
      new Controller(8889, new Tls("", "", ""), new CnciDefaults(4, 2048, 2048, "192.168.0.0"), "");

  private AgentConfiguration() {}

  static ClusterConfiguration of(ClusterConfigSpec spec) {
    return new ClusterConfiguration(
        KEPT_IN, cephId(spec.storage()), ORIGINALS_DEFAULTS, launcher(spec));
  }

  private static String cephId(@Nullable StorageConfig storage) {
    return storage == null || storage.cephID() == null ? "" : storage.cephID();
  }

  private static Launcher launcher(ClusterConfigSpec spec) {
    var launcher = spec.launcher() == null ? LauncherConfig.EMPTY : spec.launcher();
    var networks = spec.networksOrDefault();
    return new Launcher(
        networks.computeCidrs(),
        networks.managementCidrs(),
        !Boolean.FALSE.equals(launcher.diskLimit()),
        !Boolean.FALSE.equals(launcher.memoryLimit()),
        launcher.childUser() == null ? "" : launcher.childUser());
  }
}
