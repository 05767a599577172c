package io.ciao.ctl.cert;

import io.ciao.ctl.session.UsageException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// Under which names and addresses the holder of a certificate is reached.
final class HostArguments {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?");

  @Option(
      names = "--host",
      paramLabel = "HOST",
      split = ",",
      required = true,
      description = "DNS names, separated by commas; files are named after the first.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--ip",
      paramLabel = "ADDRESS",
      split = ",",
      description = "IP addresses, separated by commas.")
  private List<String> addresses = new ArrayList<>();

  /// The name of the files.
  String first() {
    return all().getFirst();
  }

  /// Names and addresses, each once.
  List<String> all() {
    var all = new LinkedHashSet<String>();
    for (var host : hosts) {
      if (!isAddress(host) && !NAME.matcher(host).matches()) {
        throw new UsageException(
            "--host \"%s\" is no name; letters, digits, '.', '-' and '_' are needed"
                .formatted(host));
      }
      all.add(host);
    }
    for (var address : addresses) {
      if (!isAddress(address)) {
        throw new UsageException("--ip \"%s\" is no IP address".formatted(address));
      }
      all.add(address);
    }
    return List.copyOf(all);
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
