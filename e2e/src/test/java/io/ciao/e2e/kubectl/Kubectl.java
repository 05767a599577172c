package io.ciao.e2e.kubectl;

import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.Ran;
import io.ciao.e2e.env.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// One kubectl of this machine.
///
/// @param program its path
/// @param minor its minor version
public record Kubectl(Path program, int minor) {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Pattern BESIDE = Pattern.compile("kubectl\\.1\\.\\d+");
  private static final Pattern VERSION =
      Pattern.compile("Client Version: .*?v1\\.(\\d+)\\.|GitVersion:\"v1\\.(\\d+)\\.");

  /// The kubectl of the path, and those that lie beside it as `kubectl.1.NN`; one a minor version,
  /// oldest first.
  public static List<Kubectl> onThisMachine() throws IOException, InterruptedException {
    var found = new TreeMap<Integer, Kubectl>();
    var first = Shell.PLAIN.run("sh", "-c", "command -v kubectl").out().strip();
    if (first.isEmpty()) {
      return List.of();
    }
    var programs = new ArrayList<Path>();
    programs.add(Path.of(first));
    try (var beside = Files.list(Path.of(first).toRealPath().resolveSibling("."))) {
      beside
          .filter(path -> BESIDE.matcher(path.getFileName().toString()).matches())
          .forEach(programs::add);
    }
    for (var program : programs.reversed()) {
      var version =
          VERSION.matcher(Shell.PLAIN.run(program.toString(), "version", "--client").text());
      if (version.find()) {
        var minor = Integer.parseInt(version.group(version.group(1) != null ? 1 : 2));
        found.putIfAbsent(minor, new Kubectl(program, minor));
      }
    }
    return List.copyOf(found.values());
  }

  /// Ready to be run in a directory of its own, with `kubectl-ciao` in reach.
  public Hand in(Shell shell, Path home, Path kubeconfig) {
    var path = Path.of(Cluster.ciaoctl()).getParent() + ":" + System.getenv("PATH");
    return new Hand(
        this,
        shell
            .with("HOME", home.toString())
            .with("KUBECONFIG", kubeconfig.toString())
            .with("PATH", path),
        home);
  }

  @Override
  public String toString() {
    return "kubectl 1." + minor;
  }

  /// Somebody who types commands.
  public record Hand(Kubectl kubectl, Shell shell, Path directory) {
    public Ran run(List<String> arguments) throws InterruptedException {
      return run(arguments, "");
    }

    /// Runs one command.
    ///
    /// @param editor what sed does to a file that is edited; empty for commands that edit none
    public Ran run(List<String> arguments, String editor) throws InterruptedException {
      var argv = new ArrayList<>(List.of("env", "-C", directory.toString()));
      if (!editor.isEmpty()) {
        argv.add("KUBE_EDITOR=sed -i '" + editor + "'");
      }
      argv.add(kubectl.program().toString());
      argv.addAll(arguments);
      return shell.run(LIMIT, "".getBytes(StandardCharsets.UTF_8), argv);
    }
  }
}
