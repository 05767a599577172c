package io.ciao.ctl.dev;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// A shell, or a command, where a node's network is. No ssh server is asked.
@Command(
    name = "ssh",
    description = "Open a shell in a node's network, or run a command there.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A node of this cluster is a network namespace: files and processes are this machine's.",
      "",
      "Examples:",
      "  ciaoctl dev ssh cn1",
      "  ciaoctl dev ssh cn1 -- ip -brief address",
      "  ciaoctl dev ssh nn1 -- 'ping -c 1 198.18.0.31; ss -tn'"
    })
public final class DevSshCommand implements Callable<Integer> {
  @Mixin private DevPlace place = new DevPlace();

  @Parameters(index = "0", paramLabel = "NODE", description = "A node, as dev status names it.")
  private String node = "";

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "What to run.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    return DevNodes.of(place, System.err::println).enter(node, command);
  }
}
