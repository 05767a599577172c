package io.ciao.linux.process;

import io.ciao.linux.net.NetNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A program to start that shall outlive us.
///
/// @param purpose in words that fit after "could not": `start dnsmasq of concentrator x`
/// @param argv program and arguments; the program stays the same process (it must not daemonise)
/// @param namespace the network namespace that it runs in
/// @param log file that its output is appended to; its directory exists
/// @param environment added to ours
public record SpawnRequest(
    String purpose,
    List<String> argv,
    NetNamespace namespace,
    Path log,
    Map<String, String> environment) {
  public SpawnRequest {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    if (argv.isEmpty()) {
      throw new IllegalStateException("SpawnRequest: argv is empty, purpose " + purpose);
    }
  }
}
