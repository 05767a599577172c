package io.ciao.ctl.command;

import io.ciao.ctl.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Prints the versions of this program and of the server.
@Command(
    name = "version",
    description = "Print the versions of this program and of the cluster.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl version --client"})
public final class VersionCommand implements Callable<Integer> {
  /// The project's version; releases change it together with the parent POM.
  public static final String VERSION = "0.1.0";

  @Mixin private Session session = new Session();

  @Option(names = "--client", description = "Only this program's.")
  private boolean clientOnly;

  @Override
  public Integer call() {
    session.out().println("ciaoctl " + VERSION);
    if (!clientOnly) {
      var server = session.client().request("GET", "/version", null);
      session.out().println("server " + server.path("gitVersion").asText());
    }
    return 0;
  }
}
