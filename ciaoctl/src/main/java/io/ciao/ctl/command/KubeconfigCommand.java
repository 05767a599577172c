package io.ciao.ctl.command;

import io.ciao.ctl.config.ConfigFiles;
import io.ciao.ctl.kubeconfig.ContextEntries;
import io.ciao.ctl.kubeconfig.KubeconfigFile;
import io.ciao.ctl.kubeconfig.KubeconfigMerge;
import io.ciao.ctl.kubeconfig.KubeconfigMerge.Current;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Gives kubectl and other Kubernetes clients what they need: prints a kubeconfig, or merges a
/// context into theirs.
@Command(
    name = "kubeconfig",
    description =
        "Print a kubeconfig for other Kubernetes clients, or merge a context into theirs.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl kubeconfig > ciao.kubeconfig; kubectl --kubeconfig ciao.kubeconfig get instances",
      "  ciaoctl kubeconfig --merge                  into kubectl's own file",
      "  ciaoctl kubeconfig --merge ./team.yaml --name rack7 --set-current"
    })
public final class KubeconfigCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Option(
      names = "--merge",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FILE",
      description = "Merge the context into this file (default: kubectl's) instead of printing it.")
  private @Nullable String target;

  @Option(
      names = "--credential",
      paramLabel = "FORM",
      description =
          "exec: ciaoctl gives a short-lived credential whenever one is needed (default with"
              + " --merge); inline: certificate and key stand in the file (default).")
  private @Nullable String credential;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the context is called in the file; default: as here.")
  private @Nullable String name;

  @Option(names = "--set-current", description = "With --merge: make it the current context.")
  private boolean setCurrent;

  @Override
  public Integer call() {
    var file = session.config().file();
    var merging = target;
    try {
      var config = Serialization.unmarshal(Files.readString(file), Config.class);
      if (merging == null && name == null && !exec()) {
        session.out().print(Serialization.asYaml(inline(file, config)));
        return 0;
      }
      var entries = entries(file, config);
      if (merging == null) {
        session.out().print(KubeconfigMerge.merge("kubeconfig", "", entries, Current.SET));
        return 0;
      }
      merge(merging.isEmpty() ? kubectls() : Path.of(merging), entries);
      return 0;
    } catch (IOException e) {
      throw new RefusedException("%s: %s".formatted(file, e.getMessage()));
    }
  }

  private boolean exec() {
    var form = credential == null ? (target == null ? "inline" : "exec") : credential;
    return switch (form) {
      case "exec" -> true;
      case "inline" -> false;
      default ->
          throw new UsageException(
              "--credential \"%s\" is unknown; use exec or inline".formatted(form));
    };
  }

  private ContextEntries entries(Path file, Config config) throws IOException {
    var context = session.config().context();
    var entries = ContextEntries.of(file, config, context);
    var named = entries.renamed(name == null ? context : name);
    // A user that is asked of a program already is taken over as it is.
    if (!exec() || entries.user().getUser().getExec() != null) {
      return named;
    }
    var arguments = new ArrayList<>(List.of("token", "--exec-credential"));
    arguments.addAll(List.of("--kubeconfig", file.toAbsolutePath().toString()));
    arguments.addAll(List.of("--context", context));
    return named.withExec(program(), arguments);
  }

  /// How this program is started; the launcher says it.
  private static String program() {
    var launcher = System.getProperty("ciao.launcher", "");
    return launcher.isEmpty() ? "ciaoctl" : launcher;
  }

  private static Path kubectls() {
    var environment = System.getenv();
    var named = environment.get("KUBECONFIG");
    return named == null || named.isEmpty()
        ? ConfigFiles.kubectls(ConfigFiles.home(environment))
        : Path.of(named.split(File.pathSeparator, -1)[0]);
  }

  private void merge(Path file, ContextEntries entries) throws IOException {
    var current = setCurrent ? Current.SET : Current.IF_ABSENT;
    var kept =
        new KubeconfigFile(file)
            .change(before -> KubeconfigMerge.merge(file.toString(), before, entries, current));
    var context = entries.context().getName();
    session.out().println("context \"%s\" is in %s".formatted(context, file));
    kept.ifPresent(
        copy -> session.err().println("its comments could not stay; the old text is in " + copy));
  }

  private static Config inline(Path file, Config config) throws IOException {
    for (var cluster : config.getClusters()) {
      cluster.setCluster(ContextEntries.inline(file, cluster.getCluster()));
    }
    for (var user : config.getUsers()) {
      user.setUser(ContextEntries.inline(file, user.getUser()));
    }
    return config;
  }
}
