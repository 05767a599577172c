package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.node.JoinToken;
import io.ciao.apiserver.TestClient.Reply;
import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateRequest;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a machine becomes a node by a token, and how the node's certificate is renewed.
@Tag("api")
final class NodeCertificateIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;
  private static TestClient nobody;

  @BeforeAll
  static void start() throws Exception {
    writeServing();
    server = TestServer.signing(directory, Duration.ofHours(3));
    admin = server.admin();
    nobody = new TestClient(server.url(), server.certificates().trustOnly());
  }

  @AfterAll
  static void stop() {
    if (nobody != null) {
      nobody.close();
    }
    if (server != null) {
      server.close();
    }
  }

  /// A certificate of another authority for the name localhost.
  private static X509Certificate writeServing() {
    CertificateSpec spec =
        CertificateSpec.named(
            "other", Instant.now().minusSeconds(60), Instant.now().plusSeconds(9999));
    CertificateAndKey made =
        CertificateAuthority.create(spec, RANDOM)
            .issue(spec.withHosts(List.of("localhost", "*.example")));
    PemFiles.writeCertificateAndKey(directory.resolve(TestServer.SERVING), made);
    return made.certificate();
  }

  private static X509Certificate shown(String host) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.address().port())) {
      SSLParameters parameters = socket.getSSLParameters();
      if (!host.isEmpty()) {
        parameters.setServerNames(List.of(new SNIHostName(host)));
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /// Looks at certificates and believes them all.
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void whoAsksForAnotherNameSeesTheGivenCertificateAsItIsNow() throws Exception {
    X509Certificate own = shown("");
    assertThat(PeerIdentity.of(own).commonName()).isEqualTo("ciao:apiserver");
    assertThat(shown("elsewhere.test")).isEqualTo(own);
    X509Certificate replaced = writeServing();
    assertThat(shown("localhost")).isEqualTo(replaced);
    assertThat(shown("api.example")).isEqualTo(replaced);
    assertThat(shown("")).isEqualTo(own);
  }

  private static Reply askToken(String spec) throws Exception {
    return admin.post(CIAO + "/nodetokens", "{\"spec\":{%s}}".formatted(spec));
  }

  private static JoinToken token(String node, String roles) throws Exception {
    Reply reply =
        askToken(
            "\"nodeName\":\"%s\",\"roles\":[%s],\"addresses\":[\"10.9.8.7\"]"
                .formatted(node, roles));
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    return JoinToken.parse(reply.json().at("/status/token").asText()).orElseThrow();
  }

  private static String request(KeyPair keys, String commonName, String... organizations) {
    CertificateSpec spec =
        CertificateSpec.named(commonName, Instant.now(), Instant.now().plusSeconds(60))
            .withOrganizations(organizations)
            .withHosts(List.of("api.example"));
    return PemFiles.text(CertificateRequest.create(spec, keys));
  }

  private static String body(KeyPair keys) {
    return body(request(keys, ""), "");
  }

  private static String body(String request, String roles) {
    ObjectNode body = JSON.createObjectNode().put("request", request);
    if (!roles.isEmpty()) {
      for (String role : roles.split(",", -1)) {
        body.withArray("/roles").add(role);
      }
    }
    return body.toString();
  }

  private static Reply join(JoinToken token, String node, String body) throws Exception {
    return nobody.postWith(
        CIAO + "/nodes/" + node + "/certificate", body, "Authorization", "Bearer " + token.shown());
  }

  private static X509Certificate certificate(Reply reply) {
    assertThat(reply.code()).as(reply.text()).isEqualTo(200);
    return PemFiles.parseCertificates(Path.of("answer"), reply.json().path("certificate").asText())
        .getFirst();
  }

  private static TestClient client(X509Certificate certificate, KeyPair keys) {
    return server.client(
        new TlsIdentity(
            new CertificateAndKey(List.of(certificate), keys.getPrivate()),
            List.of(server.certificates().authority())));
  }

  @Test
  void aTokenMakesAMachineTheNodeThatItSaysWhateverTheRequestSays() throws Exception {
    JoinToken token = token("n1", "\"compute\",\"network\"");
    assertThat(token.authority())
        .isEqualTo(KeyPairs.fingerprint(server.certificates().authority().getPublicKey()));
    KeyPair keys = KeyPairs.newEc(RANDOM);

    X509Certificate certificate =
        certificate(
            join(token, "n1", body(request(keys, "admin", "ciao:admins"), "network,compute")));

    PeerIdentity holder = PeerIdentity.of(certificate);
    assertThat(holder.commonName()).isEqualTo("system:node:n1");
    assertThat(holder.organizations()).containsExactly("system:nodes");
    assertThat(holder.roles().toList())
        .containsExactlyInAnyOrder(Role.AGENT, Role.NET_AGENT, Role.CNCI_AGENT);
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(7, "10.9.8.7"), List.of(6, "urn:uuid:" + holder.uuid().orElseThrow()));
    assertThat(certificate.getNotAfter().toInstant())
        .isBetween(Instant.now().plusSeconds(3 * 3600 - 60), Instant.now().plusSeconds(3 * 3600));
    Reply node = client(certificate, keys).post(CIAO + "/nodes", "{}");
    assertThat(node.code()).as(node.text()).isEqualTo(201);
    assertThat(node.json().at("/metadata/uid").asText())
        .isEqualTo(holder.uuid().orElseThrow().toString());
    assertThat(node.json().at("/spec/roles").toString()).isEqualTo("[\"compute\",\"network\"]");
  }

  @Test
  void aTokenIsForOneKeyAlone() throws Exception {
    JoinToken token = token("n2", "\"compute\"");
    KeyPair keys = KeyPairs.newEc(RANDOM);
    certificate(join(token, "n2", body(keys)));

    Reply again = join(token, "n2", body(KeyPairs.newEc(RANDOM)));

    assertThat(again.code()).isEqualTo(403);
    assertThat(again.message())
        .contains("was used up at", "another machine's key", "ciaoctl node token --name n2");
    certificate(join(token, "n2", body(keys)));
  }

  @Test
  void aTokenForOtherRolesOrAnotherNodeIsRefusedAndStaysGood() throws Exception {
    JoinToken token = token("n3", "\"compute\"");
    KeyPair keys = KeyPairs.newEc(RANDOM);

    Reply roles = join(token, "n3", body(request(keys, ""), "network"));
    assertThat(roles.code()).isEqualTo(403);
    assertThat(roles.message()).contains("for the roles compute, and network was asked for");
    Reply node = join(token, "n4", body(keys));
    assertThat(node.code()).isEqualTo(403);
    assertThat(node.message()).contains("the token makes a machine the node n3");
    certificate(join(token, "n3", body(keys)));
  }

  @Test
  void aTokenDoesNothingElse() throws Exception {
    JoinToken token = token("n5", "\"compute\"");
    for (String path :
        List.of("/nodes", "/instances", "/clusterconfigs", "/namespaces/default/images")) {
      Reply reply =
          nobody.sendWith("GET", CIAO + path, "", "Authorization", "Bearer " + token.shown());
      assertThat(reply.code()).as(path).isEqualTo(403);
    }
    assertThat(
            nobody
                .postWith(
                    CIAO + "/nodetokens",
                    "{\"spec\":{\"nodeName\":\"x\",\"roles\":[\"compute\"]}}",
                    "Authorization",
                    "Bearer " + token.shown())
                .code())
        .isEqualTo(403);
  }

  @Test
  void aTokenThatIsWrongOrOverSaysSo() throws Exception {
    JoinToken token = token("n6", "\"compute\"");
    JoinToken guessed = new JoinToken(token.id(), "0".repeat(40), token.authority());
    String body = body(KeyPairs.newEc(RANDOM));

    Reply wrong = join(guessed, "n6", body);
    assertThat(wrong.code()).isEqualTo(401);
    assertThat(wrong.message()).contains("there is no such join token", "ciaoctl node token");

    String key = "/ciao-sys/join-token/" + token.id();
    String kept = server.etcdctl("get", "--print-value-only", key);
    assertThat(kept).doesNotContain(token.secret());
    String past = "\"expires\":\"" + Instant.now().minusSeconds(5) + "\"";
    server.etcdctl("put", key, kept.strip().replaceAll("\"expires\":\"[^\"]*\"", past));
    Reply over = join(token, "n6", body);
    assertThat(over.code()).isEqualTo(401);
    assertThat(over.message()).contains("it expired at", "ciaoctl node token --name n6");
  }

  @Test
  void aTokenIsAskedForByAdministratorsWithWhatItNeeds() throws Exception {
    Reply bad = askToken("\"nodeName\":\"N 1\",\"roles\":[\"master\"],\"expirationSeconds\":5");
    assertThat(bad.code()).isEqualTo(422);
    assertThat(bad.message()).contains("spec.nodeName", "spec.roles", "spec.expirationSeconds");
    TestClient other = server.client(server.certificates().person("anna"));
    assertThat(
            other
                .post(
                    CIAO + "/nodetokens", "{\"spec\":{\"nodeName\":\"x\",\"roles\":[\"compute\"]}}")
                .code())
        .isEqualTo(403);
  }

  @Test
  void aNodeRenewsItsOwnCertificateAndStaysWhoItIs() throws Exception {
    UUID uuid = UUID.randomUUID();
    TestClient node = server.client(server.certificates().node("n7", uuid, Role.AGENT));
    KeyPair keys = KeyPairs.newEc(RANDOM);

    X509Certificate renewed =
        certificate(
            node.post(
                CIAO + "/nodes/n7/certificate",
                body(request(keys, "system:node:n8", "ciao:admins"), "network")));

    PeerIdentity holder = PeerIdentity.of(renewed);
    assertThat(holder.commonName()).isEqualTo("system:node:n7");
    assertThat(holder.roles().toList()).containsExactly(Role.AGENT);
    assertThat(holder.uuid()).contains(uuid);
    assertThat(renewed.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(List.of(7, "127.0.0.1"), List.of(6, "urn:uuid:" + uuid));
    assertThat(client(renewed, keys).get(CIAO + "/nodes/n7").code()).isEqualTo(404);
    assertThat(node.post(CIAO + "/nodes/n8/certificate", body(keys)).code()).isEqualTo(403);
    assertThat(node.post(CIAO + "/nodes/n7/certificate", "{\"request\":\"x\"}").message())
        .contains("holds 0 CERTIFICATE REQUEST blocks");
  }

  private static String revoke(String spec) throws Exception {
    Reply made =
        admin.post(
            CIAO + "/certificaterevocations",
            "{\"metadata\":{\"generateName\":\"r-\"},\"spec\":{%s}}".formatted(spec));
    assertThat(made.code()).as(made.text()).isEqualTo(201);
    return CIAO + "/certificaterevocations/" + made.json().at("/metadata/name").asText();
  }

  private static Reply askRevoked(TlsIdentity identity) throws Exception {
    return server.client(identity).get(CIAO + "/nodes/r1");
  }

  @Test
  void aRevokedCertificateIsCutOffAndRefusedAfterARestartToo() throws Exception {
    TlsIdentity revoked = server.certificates().node("r1", UUID.randomUUID(), Role.AGENT);
    TlsIdentity other = server.certificates().node("r1", UUID.randomUUID(), Role.AGENT);
    String serial = revoked.own().certificate().getSerialNumber().toString(16);
    String watch = CIAO + "/nodes?watch=true&fieldSelector=metadata.name=r1&timeoutSeconds=300";
    String path;
    try (TestClient.Lines held = server.client(revoked).stream(watch)) {
      path = revoke("\"serialNumber\":\"" + serial + "\"");
      // The stream would be silent for 300 s.
      assertThatThrownBy(held::event).isInstanceOf(IOException.class);
    }
    Reply refused = askRevoked(revoked);
    assertThat(refused.code()).isEqualTo(401);
    assertThat(refused.message()).contains("the certificate " + serial + " was revoked");
    assertThat(askRevoked(other).code()).isEqualTo(404);

    server.restart();
    assertThat(askRevoked(revoked).code()).isEqualTo(401);
    assertThat(server.admin().delete(path).code()).isEqualTo(200);
    Eventually.within(Duration.ofSeconds(5))
        .until("it is let in again", () -> askRevoked(revoked).code() == 404);
  }

  @Test
  void whatANodeHadIsRevokedAndWhatItGetsAfterwardsIsNot() throws Exception {
    TlsIdentity before = server.certificates().node("r2", UUID.randomUUID(), Role.AGENT);
    TestClient held = server.client(before);
    assertThat(held.get(CIAO + "/nodes/r2").code()).isEqualTo(404);

    revoke("\"nodeName\":\"r2\"");

    Eventually.within(Duration.ofSeconds(5))
        .until("it is refused", () -> server.client(before).get(CIAO + "/nodes/r2").code() == 401);
    assertThat(server.client(before).get(CIAO + "/nodes/r2").message())
        .contains("certificates of node r2 were revoked", "ciaoctl node token --name r2");
    KeyPair keys = KeyPairs.newEc(RANDOM);
    X509Certificate again = certificate(join(token("r2", "\"compute\""), "r2", body(keys)));
    assertThat(client(again, keys).get(CIAO + "/nodes/r2").code()).isEqualTo(404);
  }

  @Test
  void aNodeThatWasTakenOutDoesNotMakeItsNodeAgain() throws Exception {
    for (int round = 0; round < 10; round++) {
      String name = "t" + round;
      TestClient node =
          server.client(server.certificates().node(name, UUID.randomUUID(), Role.AGENT));
      assertThat(node.post(CIAO + "/nodes", "{}").code()).isEqualTo(201);

      revoke("\"nodeName\":\"" + name + "\"");
      assertThat(admin.delete(CIAO + "/nodes/" + name).code()).isEqualTo(200);

      try {
        assertThat(node.post(CIAO + "/nodes", "{}").code()).isEqualTo(401);
      } catch (IOException cut) {
        // Its connection was.
      }
      assertThat(admin.get(CIAO + "/nodes/" + name).code()).isEqualTo(404);
    }
  }

  @Test
  void aRevocationMeansOneCertificateOrOneNode() throws Exception {
    for (String spec : List.of("\"why\":\"x\"", "\"nodeName\":\"r3\",\"serialNumber\":\"ab\"")) {
      Reply reply =
          admin.post(
              CIAO + "/certificaterevocations",
              "{\"metadata\":{\"name\":\"bad\"},\"spec\":{" + spec + "}}");
      assertThat(reply.code()).isEqualTo(422);
      assertThat(reply.message()).contains("exactly one of serialNumber, nodeName is needed");
    }
  }

  @Test
  void theMetricsSayHowLongCertificatesAreGood() throws Exception {
    UUID uuid = UUID.randomUUID();
    TestClient node = server.client(server.certificates().node("m1", uuid, Role.AGENT));
    node.post(CIAO + "/nodes", "{}");
    String end = Instant.now().plusSeconds(1_000).truncatedTo(ChronoUnit.SECONDS).toString();
    assertThat(
            node.patch(
                    CIAO + "/nodes/m1/status",
                    "{\"status\":{\"certificate\":{\"notAfter\":\"" + end + "\"}}}")
                .code())
        .isEqualTo(200);
    assertThat(server.scheduler().get(CIAO + "/nodes/m1").code()).isEqualTo(200);
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(admin.get("/metrics").text().lines())
                    .anyMatch(line -> line.contains("certificate=\"scheduler/"))
                    .anyMatch(
                        line ->
                            line.matches(
                                "ciao_certificate_expiry_seconds\\{certificate=\"node/m1\"}"
                                    + " 9\\d\\d"))
                    .anyMatch(
                        line ->
                            line.startsWith(
                                "ciao_certificate_expiry_seconds{certificate=\"authority\"} 8"))
                    .anyMatch(line -> line.contains("certificate=\"apiserver\""))
                    .anyMatch(line -> line.contains("certificate=\"serving\"")));
  }

  @Test
  void everybodyMaySeeTheAuthority() throws Exception {
    Reply reply = nobody.get("/authority");
    assertThat(PemFiles.parseCertificates(Path.of("answer"), reply.text()))
        .containsExactly(server.certificates().authority());
  }
}
