package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import io.ciao.apiserver.identity.OidcConfig;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens: of service accounts, of people, and of an OpenID Connect issuer that really signs.
@Tag("api")
final class TokenIT {
  private static final String CORE = "/api/v1/namespaces/default";
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final String REVIEW = "/apis/authentication.k8s.io/v1/tokenreviews";

  @TempDir private static Path directory;
  @TempDir private static Path issuerDirectory;
  private static TestServer server;
  private static TestClient admin;
  private static TestClient nobody;
  private static OidcIssuer issuer;

  @BeforeAll
  static void start() throws Exception {
    Path tls = TestCertificates.write(new TestCertificates().host(), issuerDirectory);
    issuer = OidcIssuer.start(tls);
    OidcConfig config =
        new OidcConfig(
            issuer.address(),
            "ciao-test",
            "sub",
            "groups",
            OidcConfig.Prefixes.DEFAULT,
            tls.resolve("ca.pem"));
    server = TestServer.start(directory, new AccessOptions(config, null));
    admin = server.admin();
    nobody = new TestClient(server.url(), server.certificates().trustOnly());
  }

  @AfterAll
  static void stop() throws Exception {
    if (nobody != null) {
      nobody.close();
    }
    if (server != null) {
      server.close();
    }
    if (issuer != null) {
      issuer.close();
    }
  }

  private static Reply ok(int code, Reply reply) {
    assertThat(reply.code()).as(reply.text()).isEqualTo(code);
    return reply;
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  private static JsonNode whoami(String token) throws Exception {
    return ok(201, nobody.postWith(WHOAMI, "{}", "Authorization", "Bearer " + token))
        .json()
        .at("/status/userInfo");
  }

  private static String account(String name) throws Exception {
    ok(201, admin.post(CORE + "/serviceaccounts", "{\"metadata\":{\"name\":\"" + name + "\"}}"));
    return token(name, "{}");
  }

  private static String token(String account, String spec) throws Exception {
    Reply reply =
        admin.post(CORE + "/serviceaccounts/" + account + "/token", "{\"spec\":" + spec + "}");
    return ok(201, reply).json().at("/status/token").asText();
  }

  @Test
  void knowsAServiceAccountByItsToken() throws Exception {
    String token = account("robot");

    JsonNode user = whoami(token);

    assertThat(user.path("username").asText()).isEqualTo("system:serviceaccount:default:robot");
    assertThat(user.path("groups").toString())
        .isEqualTo(
            "[\"system:serviceaccounts\",\"system:serviceaccounts:default\","
                + "\"system:authenticated\"]");
    String images = CIAO + "/namespaces/default/images";
    ok(403, nobody.getWith(images, bearer(token)));
    ok(
        201,
        admin.post(
            RBAC + "/namespaces/default/rolebindings",
            "{\"metadata\":{\"name\":\"robot\"},\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":"
                + "\"ciao-tenant-viewer\"},\"subjects\":[{\"kind\":\"ServiceAccount\",\"namespace\":"
                + "\"default\",\"name\":\"robot\"}]}"));
    ok(200, nobody.getWith(images, bearer(token)));
  }

  @Test
  void endsATokenWithItsAccount() throws Exception {
    String token = account("mortal");
    whoami(token);

    ok(200, admin.delete(CORE + "/serviceaccounts/mortal"));
    Reply gone = ok(401, nobody.getWith("/api", bearer(token)));
    assertThat(gone.message()).contains("does not exist any more");
    String other = account("mortal");

    ok(401, nobody.getWith("/api", bearer(token)));
    ok(200, nobody.getWith("/api", bearer(other)));
  }

  @Test
  void refusesWhatIsNoGoodToken() throws Exception {
    String token = account("forged");
    String[] parts = token.split("\\.");
    String[] others = account("another").split("\\.");

    ok(401, nobody.get("/api"));
    ok(401, nobody.getWith("/api", bearer("nonsense")));
    ok(401, nobody.getWith("/api", bearer(parts[0] + "." + others[1] + "." + parts[2])));
    String unsigned = "eyJhbGciOiJub25lIn0." + parts[1] + ".";
    ok(401, nobody.getWith("/api", bearer(unsigned)));
    assertThat(ok(401, nobody.getWith("/api", bearer(unsigned))).text()).doesNotContain(parts[1]);
    ok(200, nobody.getWith("/api", bearer(token)));
  }

  @Test
  void boundsTheLifeOfATokenAndItsAudience() throws Exception {
    account("bounded");
    String path = CORE + "/serviceaccounts/bounded/token";
    ok(422, admin.post(path, "{\"spec\":{\"expirationSeconds\":5}}"));
    ok(422, admin.post(path, "{\"spec\":{\"expirationSeconds\":99999999}}"));
    JsonNode asked = ok(201, admin.post(path, "{\"spec\":{\"expirationSeconds\":600}}")).json();
    Instant ends = Instant.parse(asked.at("/status/expirationTimestamp").asText());
    assertThat(ends).isBetween(Instant.now(), Instant.now().plusSeconds(601));
    ok(404, admin.post(CORE + "/serviceaccounts/nobody/token", "{}"));

    String elsewhere = token("bounded", "{\"audiences\":[\"vault\"]}");
    ok(401, nobody.getWith("/api", bearer(elsewhere)));
    assertThat(review(elsewhere, "[\"vault\"]").path("authenticated").asBoolean()).isTrue();
    assertThat(review(elsewhere, "[]").path("authenticated").asBoolean()).isFalse();
  }

  private static JsonNode review(String token, String audiences) throws Exception {
    Reply reply =
        admin.post(
            REVIEW, "{\"spec\":{\"token\":\"" + token + "\",\"audiences\":" + audiences + "}}");
    assertThat(ok(201, reply).text()).doesNotContain(token);
    return reply.json().path("status");
  }

  @Test
  void reviewsTokensForThoseWhoMayAsk() throws Exception {
    String token = account("reviewed");

    JsonNode status = review(token, "[]");

    assertThat(status.at("/user/username").asText())
        .isEqualTo("system:serviceaccount:default:reviewed");
    assertThat(review("x.y.z", "[]").path("error").asText()).contains("no issuer");
    ok(
        403,
        nobody.postWith(
            REVIEW, "{\"spec\":{\"token\":\"x\"}}", "Authorization", "Bearer " + token));
  }

  @Test
  void givesTokensToPeopleThroughThoseWhoMayActAsThem() throws Exception {
    String path = CIAO + "/usertokens";
    String body = "{\"spec\":{\"user\":\"anna\",\"groups\":[\"dev\"]}}";
    String token = ok(201, admin.post(path, body)).json().at("/status/token").asText();

    assertThat(whoami(token).path("username").asText()).isEqualTo("anna");
    assertThat(whoami(token).path("groups").toString())
        .isEqualTo("[\"dev\",\"system:authenticated\"]");
    ok(403, nobody.postWith(path, body, "Authorization", "Bearer " + token));
    ok(422, admin.post(path, "{\"spec\":{\"user\":\"system:node:n1\"}}"));
    ok(422, admin.post(path, "{\"spec\":{\"user\":\"a\",\"groups\":[\"system:nodes\"]}}"));
    String root =
        ok(201, admin.post(path, "{\"spec\":{\"user\":\"r\",\"groups\":[\"ciao:admins\"]}}"))
            .json()
            .at("/status/token")
            .asText();
    ok(200, nobody.getWith(CIAO + "/tenants", bearer(root)));
  }

  @Test
  void givesPeopleTokensOfTheirOwnForACertificateAlone() throws Exception {
    String grant = "{\"metadata\":{\"name\":\"self\"},%s}";
    String role =
        "\"rules\":[{\"verbs\":[\"create\"],\"apiGroups\":[\"ciao.io\"],\"resources\":"
            + "[\"usertokens\"]}]";
    String binding =
        "\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"self\"},\"subjects\":[{\"kind\":"
            + "\"User\",\"name\":\"selfish\"}]";
    ok(201, admin.post(RBAC + "/clusterroles", grant.formatted(role)));
    ok(201, admin.post(RBAC + "/clusterrolebindings", grant.formatted(binding)));
    TestClient selfish = server.client(server.certificates().person("selfish", "people"));
    String path = CIAO + "/usertokens";
    String own = "{\"spec\":{\"user\":\"selfish\",\"groups\":[\"people\"]}}";

    String token = ok(201, selfish.post(path, own)).json().at("/status/token").asText();

    assertThat(whoami(token).path("groups").toString()).contains("people");
    ok(403, selfish.post(path, own.replace("people", "ciao:admins")));
    ok(403, selfish.post(path, own.replace("selfish", "another")));
    ok(403, nobody.postWith(path, own, "Authorization", "Bearer " + token));
  }

  @Test
  void keepsTheSigningKeyToItselfAndTokensAcrossARestart() throws Exception {
    String token = account("lasting");
    Path key = server.state().resolve("token-key.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    String published = server.etcdctl("get", "--prefix", "/ciao-sys/token-key/");
    assertThat(published).contains("\"kty\":\"EC\"").doesNotContain("\"d\":");

    server.restart();

    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(() -> ok(200, nobody.getWith("/api", bearer(token))));
  }

  // From here on: OpenID Connect.

  private static String claims(String more) {
    long now = Instant.now().getEpochSecond();
    return "{\"iss\":\""
        + issuer.address()
        + "\",\"aud\":\"ciao-test\",\"iat\":"
        + now
        + ",\"exp\":"
        + (now + 300)
        + more
        + "}";
  }

  @Test
  void knowsPeopleByTheTokensOfTheirIssuer() throws Exception {
    String token = issuer.sign(claims(",\"sub\":\"erik\",\"groups\":[\"ops\",\"ciao:admins\"]"));

    JsonNode user = whoami(token);

    assertThat(user.path("username").asText()).isEqualTo("oidc:erik");
    assertThat(user.path("groups").toString())
        .isEqualTo("[\"oidc:ops\",\"oidc:ciao:admins\",\"system:authenticated\"]");
    ok(403, nobody.getWith(CIAO + "/tenants", bearer(token)));
  }

  @Test
  void refusesTokensThatTheIssuerDidNotMeanForUs() throws Exception {
    long past = Instant.now().getEpochSecond() - 300;
    String good = claims(",\"sub\":\"erik\"");

    ok(401, refused(good.replace("ciao-test", "other"), "aud claim"));
    ok(401, refused(good.replaceAll("\"exp\":\\d+", "\"exp\":" + past), "xpired"));
    ok(401, refused(claims(""), "sub"));
    String[] signed = issuer.sign(good).split("\\.");
    String[] other = issuer.sign(claims(",\"sub\":\"root\"")).split("\\.");
    ok(401, nobody.getWith("/api", bearer(signed[0] + "." + other[1] + "." + signed[2])));
  }

  private static Reply refused(String claims, String why) throws Exception {
    Reply reply = nobody.getWith("/api", bearer(issuer.sign(claims)));
    assertThat(reply.text()).contains(why);
    return reply;
  }

  @Test
  void followsTheIssuerToANewKey() throws Exception {
    whoami(issuer.sign(claims(",\"sub\":\"before\"")));

    issuer.rotate();
    String token = issuer.sign(claims(",\"sub\":\"after\""));

    Eventually.within(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(whoami(token).path("username").asText()).isEqualTo("oidc:after"));
  }
}
