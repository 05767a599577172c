package io.ciao.ctl.node;

import io.ciao.api.codec.Json;
import io.ciao.ctl.command.Durations;
import io.ciao.ctl.session.Session;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Gets a token by which one machine becomes one node.
@Command(
    name = "token",
    description = "Print the command that makes a machine a node: once, and not for long.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl node token --name cn2 --roles compute",
      "  ciaoctl node token --name nn1 --roles network,compute --ttl 10m --address 10.0.0.9"
    })
public final class NodeTokenCommand implements Callable<Integer> {
  private static final String PATH = "/apis/ciao.io/v1/nodetokens";

  @Mixin private Session session = new Session();

  @Option(
      names = "--name",
      paramLabel = "NODE",
      required = true,
      description = "The node's name. A Node that is there keeps its identity.")
  private String name = "";

  @Option(
      names = "--roles",
      paramLabel = "ROLES",
      split = ",",
      required = true,
      description = "compute, network or both, separated by commas.")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      description = "How long it is good; default: one hour.")
  private @Nullable String life;

  @Option(
      names = "--address",
      paramLabel = "IP",
      split = ",",
      description = "Where the node is reached; default: where it joins from.")
  private List<String> addresses = new ArrayList<>();

  @Option(names = "--only-token", description = "Print the token and not the command.")
  private boolean onlyToken;

  @Override
  public Integer call() {
    var words = NodeRoles.check(roles);
    var request = Json.object();
    request.put("apiVersion", "ciao.io/v1").put("kind", "NodeToken");
    var spec = request.putObject("spec");
    spec.put("nodeName", name);
    words.forEach(spec.putArray("roles")::add);
    if (!addresses.isEmpty()) {
      addresses.forEach(spec.putArray("addresses")::add);
    }
    if (life != null) {
      spec.put("expirationSeconds", Durations.parse(life).toSeconds());
    }
    var status = session.client().post(PATH, request).path("status");
    var token = status.path("token").asText();
    if (onlyToken) {
      session.out().println(token);
      return 0;
    }
    session
        .out()
        .println(
            "ciaoctl node join %s --token %s --roles %s --name %s"
                .formatted(session.config().server(), token, String.join(",", words), name));
    session
        .err()
        .println(
            "run it on the machine, once, before %s"
                .formatted(status.path("expirationTimestamp").asText()));
    if (isLoopback(session.config().server().getHost())) {
      session
          .err()
          .println(
              "%s is this machine alone: put the address there by which the new one reaches an apiserver"
                  .formatted(session.config().server().getHost()));
    }
    return 0;
  }

  private static boolean isLoopback(@Nullable String host) {
    try {
      return host != null
          && (host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress());
    } catch (IllegalArgumentException name) {
      return false;
    }
  }
}
