package io.ciao.ctl.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.ciao.api.codec.Json;
import io.ciao.api.node.JoinToken;
import io.ciao.ctl.FakeApiserver;
import io.ciao.ctl.FakeApiserver.Ran;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// A machine joins a server that signs whatever it is asked for.
@Isolated("the standard streams are captured")
class NodeJoinCommandTest {
  private static final Duration LIFE = Duration.ofHours(1);
  private static final String SIGN = "POST /apis/ciao.io/v1/nodes/cn9/certificate";

  @TempDir private Path directory;
  private final SecureRandom random = new SecureRandom();
  private final Instant now = Instant.now();
  private final CertificateAuthority authority = CertificateAuthority.create(valid("CA"), random);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> bearers = new CopyOnWriteArrayList<>();
  private HttpsServer server;
  private boolean broken;
  private boolean takenOut;

  private CertificateSpec valid(String name) {
    return CertificateSpec.named(name, now.minus(LIFE), now.plus(LIFE));
  }

  @BeforeEach
  void start() throws IOException {
    var own = authority.issue(valid("api").withHosts(List.of("127.0.0.1")));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(new TlsIdentity(own, List.of(authority.certificate())).sslContext()));
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      asked.add(request);
      bearers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      var body = exchange.getRequestBody().readAllBytes();
      var text =
          switch (request) {
            case "GET /authority" -> PemFiles.text(List.of(authority.certificate()));
            case SIGN -> sign(body);
            default -> "{}";
          };
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(code(request), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private int code(String request) {
    if (request.equals(SIGN)) {
      return broken ? 503 : 200;
    }
    return takenOut && !request.equals("GET /authority") ? 401 : 200;
  }

  private String sign(byte[] body) {
    var request =
        PemFiles.parseRequest(Path.of("request"), Json.parse(body).path("request").asText());
    X509Certificate signed = authority.issue(valid("system:node:cn9"), request.key());
    return Json.writeText(Json.object().put("certificate", PemFiles.text(List.of(signed))));
  }

  private JoinToken token(CertificateAuthority of) {
    return new JoinToken(
        "0123456789ab", "c".repeat(40), KeyPairs.fingerprint(of.certificate().getPublicKey()));
  }

  private Ran join(JoinToken token, String... more) {
    var words =
        new ArrayList<>(
            List.of(
                "node",
                "join",
                "https://127.0.0.1:" + server.getAddress().getPort(),
                "--token",
                token.text(),
                "--roles",
                "compute",
                "--name",
                "cn9",
                "--directory",
                directory.toString()));
    words.addAll(List.of(more));
    return FakeApiserver.capture(words.toArray(String[]::new));
  }

  @Test
  void aMachineGetsCertificateKeyAndConfiguration() throws IOException {
    var ran = join(token(authority));

    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .contains(
            "this machine is node cn9",
            "ciao-launcher-agent --config " + directory.resolve("launcher-agent.yaml"));
    var identity = TlsFiles.in(directory.resolve("tls")).read();
    assertThat(identity.identity().nodeName()).contains("cn9");
    assertThat(identity.trusted()).containsExactly(authority.certificate());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("tls/cert.pem"))))
        .isEqualTo("rw-------");
    assertThat(directory.resolve("tls/joining-key.pem")).doesNotExist();
    assertThat(Files.readString(directory.resolve("launcher-agent.yaml")))
        .contains("node: cn9", "- \"127.0.0.1:8888\"", "address: \"127.0.0.1\"", "apiserver:");
    // Nobody is told the secret who has not shown that it is of the token's cluster.
    assertThat(asked).containsExactly("GET /authority", SIGN);
    assertThat(bearers).containsExactly("null", "Bearer " + token(authority).shown());
  }

  @Test
  void anotherClusterIsNotToldTheToken() {
    var other = CertificateAuthority.create(valid("CA"), random);

    var ran = join(token(other));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .contains("is no apiserver of the token's cluster", token(other).authority());
    assertThat(asked).containsExactly("GET /authority");
    assertThat(directory.resolve("tls")).doesNotExist();
  }

  @Test
  void aKeyOutlivesAnAttemptThatFails() throws IOException {
    broken = true;
    assertThat(join(token(authority)).status()).isEqualTo(1);
    var key = PemFiles.readKey(directory.resolve("tls/joining-key.pem"));
    broken = false;

    assertThat(join(token(authority)).status()).isZero();

    assertThat(TlsFiles.in(directory.resolve("tls")).read().own().key()).isEqualTo(key);
  }

  @Test
  void aNodeDoesNotJoinAgainUnasked() {
    assertThat(join(token(authority)).status()).isZero();

    var again = join(token(authority));

    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("holds the certificate of a node already", "--force");
    assertThat(join(token(authority), "--force").status()).isZero();
  }

  @Test
  void aNodeThatWasTakenOutJoinsAgain() {
    assertThat(join(token(authority)).status()).isZero();
    takenOut = true;

    assertThat(join(token(authority)).status()).isZero();

    assertThat(asked).contains("GET /apis/ciao.io/v1/nodes/cn9");
  }

  @Test
  void aNetworkNodeGetsTheConfigurationOfItsOtherAgentToo() throws IOException {
    var ran = join(token(authority), "--roles", "network", "--uplink-bridge", "br0");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("ciao-cnci-agent --config " + directory + "/cnci-agent.yaml");
    assertThat(Files.readString(directory.resolve("cnci-agent.yaml")))
        .contains("node: cn9", "uplink-bridge: br0", "netns-prefix: ciao", "/cnci-agent")
        .contains("scheduler:", ":8888");
  }

  @Test
  void aNetworkNodeWithoutABridgeIsToldSoBeforeTheTokenIsUsed() {
    var ran = join(token(authority), "--roles", "network", "--address", "127.0.0.1");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("127.0.0.1 is on lo, which is none", "--uplink-bridge");
    assertThat(asked).isEmpty();
  }

  @Test
  void aTokenThatWasNotCopiedWholeIsMisuse() {
    var ran =
        FakeApiserver.capture(
            "node", "join", "https://127.0.0.1:1", "--token", "join.01", "--roles", "compute");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("no whole join token");
  }
}
