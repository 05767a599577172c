package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a concentrator gets the certificate by which it speaks SSNTP, and that it is good for
/// nothing else.
@Tag("api")
final class ConcentratorCertificateIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String OF_TEAM = CIAO + "/namespaces/team/concentrators";
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    CertificateSpec serving =
        CertificateSpec.named("other", Instant.now(), Instant.now().plusSeconds(9999));
    PemFiles.writeCertificateAndKey(
        directory.resolve(TestServer.SERVING),
        CertificateAuthority.create(serving, RANDOM)
            .issue(serving.withHosts(List.of("localhost"))));
    server = TestServer.signing(directory, Duration.ofHours(3));
    admin = server.admin();
    created("/api/v1/namespaces", "{\"metadata\":{\"name\":\"team\"}}");
    concentrator("one", "nn1");
    concentrator("other", "nn2");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static void created(String path, String body) throws Exception {
    Reply reply = admin.post(path, body);
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
  }

  private static void concentrator(String name, String node) throws Exception {
    created(
        OF_TEAM,
        """
        {"metadata":{"name":"%s"},
         "spec":{"tenantNetwork":"default","subnet":"172.16.0.0/24","vni":%d,"mtu":1400,
          "topology":"mesh","nodeNames":["%s"],"outsideAddress":"198.18.0.%d/24",
          "outsideGateway":"198.18.0.254","dns":{"domain":"team.ciao"},
          "gateway":{"ip":"172.16.0.1","mac":"02:00:5e:00:00:01"}}}\
        """
            .formatted(name, 4096 + name.length(), node, 100 + name.length()));
  }

  private static String uid(String name) throws Exception {
    return admin.get(OF_TEAM + "/" + name).json().at("/metadata/uid").asText();
  }

  private static TestClient node(String name, Role... roles) {
    return server.client(server.certificates().node(name, UUID.randomUUID(), roles));
  }

  private static String body(KeyPair keys) {
    CertificateSpec wish =
        CertificateSpec.named("system:node:nn1", Instant.now(), Instant.now().plusSeconds(60))
            .withOrganizations("system:nodes", "ciao:admins")
            .withHosts(List.of("api.example"));
    String request = PemFiles.text(CertificateRequest.create(wish, keys));
    return JSON.createObjectNode().put("request", request).toString();
  }

  private static Reply ask(TestClient who, String concentrator, KeyPair keys) throws Exception {
    return who.post(OF_TEAM + "/" + concentrator + "/certificate", body(keys));
  }

  private static X509Certificate certificate(Reply reply) {
    assertThat(reply.code()).as(reply.text()).isEqualTo(200);
    return PemFiles.parseCertificates(Path.of("answer"), reply.json().path("certificate").asText())
        .getFirst();
  }

  private static TlsIdentity identity(X509Certificate certificate, KeyPair keys) {
    return new TlsIdentity(
        new CertificateAndKey(List.of(certificate), keys.getPrivate()),
        List.of(server.certificates().authority()));
  }

  @Test
  void theNodeThatCarriesItGetsOneWithItsUidAndNothingOfTheRequestButTheKey() throws Exception {
    KeyPair keys = KeyPairs.newEc(RANDOM);

    X509Certificate signed =
        certificate(ask(node("nn1", Role.NET_AGENT, Role.CNCI_AGENT), "one", keys));

    PeerIdentity holder = PeerIdentity.of(signed);
    assertThat(holder.commonName()).isEqualTo("system:concentrator:nn1");
    assertThat(holder.nodeName()).isEmpty();
    assertThat(holder.holderNode()).contains("nn1");
    assertThat(holder.organizations()).containsExactly("system:concentrators");
    assertThat(holder.roles().toList()).containsExactly(Role.CNCI_AGENT);
    assertThat(signed.getSubjectAlternativeNames())
        .containsExactly(List.of(6, "urn:uuid:" + uid("one")));
    assertThat(signed.getPublicKey()).isEqualTo(keys.getPublic());
    assertThat(signed.getNotAfter().toInstant())
        .isBetween(Instant.now().plusSeconds(3 * 3600 - 60), Instant.now().plusSeconds(3 * 3600));
  }

  @Test
  void nobodyElseGetsIt() throws Exception {
    KeyPair keys = KeyPairs.newEc(RANDOM);
    assertThat(ask(node("nn1", Role.CNCI_AGENT), "other", keys).code()).isEqualTo(403);
    assertThat(ask(node("nn1", Role.CNCI_AGENT), "missing", keys).code()).isEqualTo(403);
    assertThat(ask(node("nn1", Role.AGENT), "one", keys).code()).isEqualTo(403);
    assertThat(ask(admin, "one", keys).code()).isEqualTo(403);
    Reply read = node("nn1", Role.CNCI_AGENT).get(OF_TEAM + "/one/certificate");
    assertThat(read.code()).isEqualTo(403);
  }

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    Reply reply =
        node("nn1", Role.CNCI_AGENT).post(OF_TEAM + "/one/certificate", "{\"request\":\"x\"}");

    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.message()).contains("CERTIFICATE REQUEST");
  }

  @Test
  void itsHolderMayDoNothingHere() throws Exception {
    KeyPair keys = KeyPairs.newEc(RANDOM);
    TestClient concentrator =
        server.client(identity(certificate(ask(node("nn1", Role.CNCI_AGENT), "one", keys)), keys));

    assertThat(concentrator.get(OF_TEAM + "/one").code()).isEqualTo(403);
    assertThat(concentrator.get(CIAO + "/nodes/nn1").code()).isEqualTo(403);
    assertThat(ask(concentrator, "one", keys).code()).isEqualTo(403);
    Reply review = concentrator.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
    assertThat(review.code()).isEqualTo(403);
  }

  @Test
  void isRevokedWithTheNodeAndWhatTheNodeGetsAfterwardsIsNot() throws Exception {
    concentrator("third", "nn3");
    KeyPair keys = KeyPairs.newEc(RANDOM);
    TlsIdentity before =
        identity(certificate(ask(node("nn3", Role.CNCI_AGENT), "third", keys)), keys);
    assertThat(asks(before)).isEqualTo(403);

    created(
        CIAO + "/certificaterevocations",
        "{\"metadata\":{\"generateName\":\"r-\"},\"spec\":{\"nodeName\":\"nn3\"}}");

    SOON.until("it is refused", () -> asks(before) == 401);
    TlsIdentity again = renewed();
    assertThat(asks(identity(certificate(ask(server.client(again), "third", keys)), keys)))
        .isEqualTo(403);
  }

  private static int asks(TlsIdentity identity) throws Exception {
    return server.client(identity).get(OF_TEAM + "/third").code();
  }

  /// The node joins again.
  private static TlsIdentity renewed() throws Exception {
    Reply token =
        admin.post(
            CIAO + "/nodetokens", "{\"spec\":{\"nodeName\":\"nn3\",\"roles\":[\"network\"]}}");
    KeyPair keys = KeyPairs.newEc(RANDOM);
    TestClient nobody = new TestClient(server.url(), server.certificates().trustOnly());
    Reply joined =
        nobody.postWith(
            CIAO + "/nodes/nn3/certificate",
            body(keys),
            "Authorization",
            "Bearer "
                + JoinToken.parse(token.json().at("/status/token").asText()).orElseThrow().shown());
    return identity(certificate(joined), keys);
  }
}
