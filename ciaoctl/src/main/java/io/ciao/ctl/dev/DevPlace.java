package io.ciao.ctl.dev;

import io.ciao.ctl.config.ConfigFiles;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which cluster of this machine is meant, and where the programs are: flags of all `dev` commands.
final class DevPlace {
  static final String DEFAULT_NAME = "dev";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = DEFAULT_NAME,
      description = "The cluster's name; namespaces and links are named after it (default: dev).")
  private String name = DEFAULT_NAME;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where its state lies (default: ~/.ciao/NAME).")
  private @Nullable Path directory;

  String name() {
    return name;
  }

  Path directory() {
    var chosen = directory;
    var home = ConfigFiles.home(System.getenv());
    return (chosen == null ? home.resolve(".ciao").resolve(name) : chosen)
        .toAbsolutePath()
        .normalize();
  }

  /// The flags that were given, as they stand behind a command; empty for the default cluster.
  String flags() {
    return (name.equals(DEFAULT_NAME) ? "" : " --name " + name)
        + (inHome() ? "" : " --dir " + directory());
  }

  /// Whether the cluster lies where clusters lie by default. One elsewhere is somebody's trial or a
  /// test and leaves the user's own config alone.
  boolean inHome() {
    return directory == null;
  }

  Path configInHome() {
    return ConfigFiles.inHome(ConfigFiles.home(System.getenv()));
  }

  /// `dist/bin`, found from where this program's own jar lies (`dist/lib`).
  Path programs() {
    try {
      var jar = Path.of(DevPlace.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      var lib = jar.getParent();
      var dist = lib == null ? null : lib.getParent();
      if (dist != null && Files.isExecutable(dist.resolve("bin").resolve("ciao-apiserver"))) {
        return dist.resolve("bin");
      }
    } catch (URISyntaxException e) {
      throw new DevException("find the programs: " + e.getMessage(), e);
    }
    throw new DevException(
        "the programs are not beside this one; build them with hack/build and run"
            + " dist/bin/ciaoctl");
  }

  Path images() {
    var dist = programs().getParent();
    return dist == null ? Path.of("images").toAbsolutePath() : dist.resolve("images");
  }
}
