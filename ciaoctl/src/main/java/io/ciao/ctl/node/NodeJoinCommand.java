package io.ciao.ctl.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.JoinToken;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.CertificateRequest;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.ChainCheck;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes this machine a node. It asks who the cluster's authority is, believes the token alone, and
/// shows the token only to a server of that authority. The key never leaves the machine.
@Command(
    name = "join",
    description = "Make this machine a node, with a token of ciaoctl node token.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl node join https://10.0.0.1:6443 --token join.… --roles compute",
      "  ciao-launcher-agent --config /etc/ciao/launcher-agent.yaml",
      "",
      "  ciaoctl node join https://10.0.0.1:6443 --token join.… --roles network --uplink-bridge"
          + " br0",
      "  ciao-launcher-agent --config /etc/ciao/launcher-agent.yaml",
      "  ciao-cnci-agent --config /etc/ciao/cnci-agent.yaml"
    })
public final class NodeJoinCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String LAUNCHER = "ciao-launcher-agent";
  private static final String CNCI = "ciao-cnci-agent";
  private static final int SSNTP_PORT = 8888;
  private static final int HTTPS_PORT = 443;
  private static final int UNAUTHENTICATED = 401;

  @Parameters(paramLabel = "URL", description = "https://HOST:PORT of an apiserver.")
  private URI server = URI.create("");

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      required = true,
      description = "As ciaoctl node token printed it.")
  private String token = "";

  @Option(
      names = "--roles",
      paramLabel = "ROLES",
      split = ",",
      required = true,
      description = "compute, network or both, as the token was made for.")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = "--name",
      paramLabel = "NODE",
      description = "The node's name; default: this machine's.")
  private @Nullable String name;

  @Option(
      names = "--scheduler",
      paramLabel = "HOST:PORT",
      description = "A scheduler; default: the host of URL, port 8888.")
  private List<String> schedulers = new ArrayList<>();

  @Option(
      names = "--address",
      paramLabel = "IP",
      description = "This machine's address for other nodes; default: that towards URL.")
  private @Nullable String address;

  @Option(
      names = "--uplink-bridge",
      paramLabel = "LINK",
      description =
          "With the role network: the bridge that has the way out as a port; default: the link"
              + " with --address, if that is a bridge.")
  private @Nullable String uplinkBridge;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "For certificate and configuration (default: /etc/ciao).")
  private Path directory = Path.of("/etc/ciao");

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "For the agents' state, a directory each (default: /var/lib/ciao).")
  private Path state = Path.of("/var/lib/ciao");

  @Option(names = "--force", description = "Also if this machine is a node already.")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    var shown =
        JoinToken.parse(token)
            .orElseThrow(
                () ->
                    new UsageException(
                        "--token is no whole join token; copy the line of ciaoctl node token"));
    var host = server.getHost();
    if (!"https".equals(server.getScheme()) || host == null) {
      throw new UsageException("URL is %s; https://HOST:PORT is needed".formatted(server));
    }
    var words = NodeRoles.check(roles);
    var files = new NodeFiles(directory.toAbsolutePath().normalize());
    if (files.joined() && !force && counts(files)) {
      throw new RefusedException(
          "%s holds the certificate of a node already; take that one out with ciaoctl node leave, or use --force"
              .formatted(files.tls()));
    }
    var node = name == null ? hostName() : name;
    var own = address == null ? towards(host) : address;
    // What can be wrong is looked at before the token is used up.
    var bridge = words.contains("network") ? Optional.of(uplink(own)) : Optional.<String>empty();
    var authority = ClusterAuthority.find(server, shown.authority());
    var keys = files.key();
    var certificate = sign(shown, node, words, keys, authority);
    files.keep(authority, new CertificateAndKey(List.of(certificate), keys.getPrivate()));
    var agents = new AgentConfigurations(node, own, server, files.tls(), state);
    var hearing = schedulers.isEmpty() ? List.of(scheduler(host)) : schedulers;
    files.configure(LAUNCHER, YamlEmitter.emitText(agents.launcher(hearing)));
    if (bridge.isPresent()) {
      files.configure(CNCI, YamlEmitter.emitText(agents.cnci(hearing, bridge.get())));
    }
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(
        "this machine is node %s; its certificate is good until %s and renews itself"
            .formatted(node, certificate.getNotAfter().toInstant()));
    out.println(
        "start its agent: %s --config %s".formatted(LAUNCHER, files.configuration(LAUNCHER)));
    if (bridge.isPresent()) {
      out.println("and this one: %s --config %s".formatted(CNCI, files.configuration(CNCI)));
    }
    return 0;
  }

  /// Whether the certificate that is here may still make this machine a node. One that was taken
  /// out, or whose certificate has ended, is none.
  private boolean counts(NodeFiles files) {
    var identity = TlsFiles.in(files.tls()).read();
    if (identity.own().certificate().getNotAfter().toInstant().isBefore(Instant.now())) {
      return false;
    }
    var node = identity.identity().nodeName().orElse("");
    var calls = new HttpCalls(List.of(server), identity.sslContext(), LIMIT, _ -> {});
    try (var client = new ApiClient(calls)) {
      client.find(ResourceType.NODES, new ObjectKey(null, node));
      return true;
    } catch (ApiException e) {
      return e.code() != UNAUTHENTICATED;
    } catch (ApiUnreachableException e) {
      // Of another cluster, perhaps.
      return true;
    }
  }

  /// Where concentrators get their way out.
  private String uplink(String own) throws IOException {
    if (uplinkBridge != null) {
      return uplinkBridge;
    }
    var link = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(own));
    if (link != null && Files.exists(Path.of("/sys/class/net", link.getName(), "bridge"))) {
      return link.getName();
    }
    throw new UsageException(
        "the role network needs a bridge that has the way out as a port, and %s is %s; name one with --uplink-bridge"
            .formatted(
                own,
                link == null
                    ? "no address of this machine"
                    : "on " + link.getName() + ", which is none"));
  }

  private static String scheduler(String host) {
    return host + ":" + SSNTP_PORT;
  }

  private X509Certificate sign(
      JoinToken shown, String node, List<String> words, KeyPair keys, X509Certificate authority) {
    var request =
        CertificateRequest.create(
            CertificateSpec.named("", Instant.EPOCH, Instant.EPOCH.plusSeconds(1)), keys);
    var body = Json.object();
    body.put("request", PemFiles.text(request));
    words.forEach(body.putArray("roles")::add);
    var bearer = List.of("Authorization", "Bearer " + shown.shown());
    var calls =
        new HttpCalls(
            List.of(server),
            ClusterAuthority.trusting(authority),
            LIMIT,
            _ -> {},
            HttpCalls.Headers.always(() -> bearer));
    try (var client = new ApiClient(calls)) {
      var path = ResourceType.NODES.path(new ObjectKey(null, node)) + "/certificate";
      return checked(client.post(path, body), keys, authority);
    }
  }

  private static X509Certificate checked(
      ObjectNode answer, KeyPair keys, X509Certificate authority) {
    var chain =
        PemFiles.parseCertificates(Path.of("answer"), answer.path("certificate").asText(""));
    if (!chain.getFirst().getPublicKey().equals(keys.getPublic())) {
      throw new RefusedException(
          "the apiserver answered with a certificate for another key than this machine's");
    }
    ChainCheck.problem(chain, List.of(authority), Instant.now())
        .ifPresent(
            problem -> {
              throw new RefusedException(
                  "the certificate that was answered cannot be used: %s; is this machine's clock right?"
                      .formatted(problem));
            });
    return chain.getFirst();
  }

  /// The address from which this machine speaks to that host. Nothing is sent.
  private String towards(String host) throws IOException {
    var port = server.getPort() < 0 ? HTTPS_PORT : server.getPort();
    try (var socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port));
      return socket.getLocalAddress().getHostAddress();
    }
  }

  private static String hostName() throws IOException {
    return InetAddress.getLocalHost()
        .getHostName()
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\..*", "");
  }
}
