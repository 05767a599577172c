package io.ciao.ctl.config;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the kubeconfig file: the flag, then `CIAOCONFIG`, then `~/.ciao/config`, then the first
/// readable one of `KUBECONFIG`, then `~/.kube/config`.
public final class ConfigFiles {
  private ConfigFiles() {}

  /// A file that is there.
  ///
  /// @param kubectls whether nobody named it to ciaoctl: it is where kubectl looks, so its contexts
  ///   may be of any cluster
  public record Found(Path file, boolean kubectls) {}

  /// The file to use.
  ///
  /// @param flag what `--kubeconfig` says, null without it
  /// @throws ConfigException if there is none, or the named one cannot be read
  public static Found find(@Nullable Path flag, Map<String, String> environment, Path home) {
    if (flag != null) {
      return new Found(require(flag, "--kubeconfig"), false);
    }
    var own = environment.get("CIAOCONFIG");
    if (own != null && !own.isEmpty()) {
      return new Found(require(Path.of(own), "CIAOCONFIG"), false);
    }
    var tried = new ArrayList<Path>(List.of(inHome(home)));
    var kube = environment.get("KUBECONFIG");
    if (kube != null) {
      Stream.of(kube.split(File.pathSeparator, -1))
          .filter(name -> !name.isEmpty())
          .forEach(name -> tried.add(Path.of(name)));
    }
    tried.add(kubectls(home));
    return tried.stream()
        .filter(Files::isReadable)
        .findFirst()
        .map(file -> new Found(file, !file.equals(inHome(home))))
        .orElseThrow(
            () ->
                new ConfigException(
                    "no cluster is configured: looked for %s; start one with \"ciaoctl dev up\", or name a file with --kubeconfig or CIAOCONFIG"
                        .formatted(tried)));
  }

  /// The user's home: `HOME`, which sudo and tests set, or else what the system says.
  public static Path home(Map<String, String> environment) {
    var home = environment.get("HOME");
    return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home);
  }

  /// Where a user's own file lies.
  public static Path inHome(Path home) {
    return home.resolve(".ciao").resolve("config");
  }

  /// Where kubectl's own file lies.
  public static Path kubectls(Path home) {
    return home.resolve(".kube").resolve("config");
  }

  private static Path require(Path file, String from) {
    if (!Files.isReadable(file)) {
      throw new ConfigException(
          "%s names %s, which does not exist or cannot be read".formatted(from, file));
    }
    return file;
  }
}
