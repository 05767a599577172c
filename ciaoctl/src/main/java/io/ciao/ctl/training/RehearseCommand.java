package io.ciao.ctl.training;

import io.ciao.basis.file.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Runs a program with a server to speak to. Building the distribution does this once, with a
/// ciaoctl that records what it loads; the server is another process, so that nothing of it is
/// recorded.
@Command(
    name = "__rehearse",
    hidden = true,
    description = "Run a program with a cluster that is not one.",
    footer = {"", "Example:", "  ciaoctl __rehearse ciaoctl get instances"})
public final class RehearseCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "WORD", description = "The program and its words.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var directory = Files.createTempDirectory("ciao-rehearsal-");
    try (var _ = RehearsalServer.start(directory, Instant.now())) {
      var builder = new ProcessBuilder(words).inheritIO();
      builder.environment().put("CIAOCONFIG", directory.resolve("config").toString());
      return builder.start().waitFor();
    } finally {
      Trees.remove(directory);
    }
  }
}
