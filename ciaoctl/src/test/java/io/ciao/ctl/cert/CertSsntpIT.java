package io.ciao.ctl.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.ServerPeer;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.SsntpSession;
import io.ciao.ssntp.transport.Surroundings;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// What `ciaoctl cert` makes is used by SSNTP over real TLS sockets, and checked by openssl.
@Isolated("the standard streams are captured")
class CertSsntpIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Surroundings REAL =
      new Surroundings(InstantSource.system(), System::nanoTime, new Random());

  @TempDir private Path directory;

  private void cert(String words) {
    var ran =
        FakeApiserver.capture(("cert " + words).replace("DIR", directory.toString()).split(" "));
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private void anchor() {
    cert("anchor --host localhost --ip 127.0.0.1 --directory DIR");
  }

  private void role(String words) {
    cert("role --anchor DIR/cert-Scheduler-localhost.pem --directory DIR " + words);
  }

  /// The original's two files.
  private TlsIdentity identity(String own) {
    return TlsFiles.original(file("CAcert-localhost.pem"), file(own)).read();
  }

  @Test
  void theAnchorServesAndARoleConnects() throws Exception {
    anchor();
    role("--role agent,netagent --host cn1 --node cn1");

    var agent = identity("cert-CNAgent-NetworkingAgent-cn1.pem");
    assertThat(connected(agent)).isEqualTo(Roles.of(Role.AGENT, Role.NET_AGENT));
  }

  @Test
  void aSignedRequestConnectsWithItsOwnKey() throws Exception {
    anchor();
    cert("request --host cn2 --directory DIR");
    cert(
        "sign DIR/request-cn2.csr --role netagent --anchor DIR/cert-Scheduler-localhost.pem"
            + " --directory DIR");

    var files =
        new TlsFiles(
            file("CAcert-localhost.pem"),
            file("cert-NetworkingAgent-cn2.pem"),
            file("key-cn2.pem"));
    assertThat(connected(files.read())).isEqualTo(Roles.of(Role.NET_AGENT));
  }

  /// The roles that a scheduler with the anchor's certificate sees.
  private Roles connected(TlsIdentity agent) throws Exception {
    var seen = new CompletableFuture<Roles>();
    var config =
        ServerConfig.of(
            identity("cert-Scheduler-localhost.pem"), List.of(new HostPort("127.0.0.1", 0)));
    try (var server = SsntpServer.start(config, new Seen(seen), REAL);
        var client =
            SsntpClient.start(
                ClientConfig.of(() -> agent, server.addresses()), new Silent(), REAL)) {
      Eventually.within(SOON).until("connected", client::connected);
      assertThat(agent.identity().uuid().map(UUID::version)).contains(4);
      return seen.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private record Seen(CompletableFuture<Roles> roles) implements SessionListener {
    @Override
    public void connected(SsntpSession session) {
      roles.complete(session.roles());
    }

    @Override
    public void frame(SsntpSession session, TrafficFrame frame) {}

    @Override
    public void disconnected(SsntpSession session, Disconnect why) {}
  }

  private static final class Silent implements ClientListener {
    @Override
    public void connected(ServerPeer server) {}

    @Override
    public void frame(TrafficFrame frame) {}

    @Override
    public void disconnected(Disconnect why) {}
  }

  @Test
  void opensslVerifiesWhatIsMade() throws Exception {
    needOpenssl();
    anchor();
    role("--role agent --host cn1 --node cn1");
    role("--role controller --host old --compatible");
    cert("user anna --tenant red --anchor DIR/cert-Scheduler-localhost.pem --directory DIR");
    cert("request --host cn2 --directory DIR");

    for (var name : List.of("CNAgent-cn1", "Controller-old", "Scheduler-localhost")) {
      assertThat(openssl("verify -x509_strict -CAfile CAcert-localhost.pem cert-" + name + ".pem"))
          .isEqualTo("cert-" + name + ".pem: OK\n");
    }
    assertThat(openssl("verify -CAfile CAcert-localhost.pem -purpose sslclient auth-anna.pem"))
        .isEqualTo("auth-anna.pem: OK\n");
    assertThat(openssl("req -in request-cn2.csr -noout -verify")).contains("verify OK");
    assertThat(openssl("x509 -in cert-CNAgent-cn1.pem -noout -ext extendedKeyUsage"))
        .contains("1.3.6.1.4.1.343.8.1");
    assertThat(openssl("pkey -in cert-Controller-old.pem -noout -check")).contains("valid");
  }

  @Test
  void opensslsKeysAndRequestsAreTaken() throws Exception {
    needOpenssl();
    anchor();
    openssl("ecparam -name prime256v1 -genkey -noout -out sec1.pem");
    cert("request --host cn3 --key DIR/sec1.pem --directory DIR");
    openssl(
        "req -new -newkey rsa:2048 -nodes -sha1 -keyout rsa.pem -subj /O=acme"
            + " -addext subjectAltName=DNS:cn4,IP:10.0.0.4,email:a@b -out request-cn4.csr");
    for (var name : List.of("cn3", "cn4")) {
      cert(
          "sign DIR/request-%s.csr --role agent --anchor DIR/cert-Scheduler-localhost.pem --directory DIR"
              .formatted(name));
      assertThat(openssl("verify -CAfile CAcert-localhost.pem cert-CNAgent-" + name + ".pem"))
          .contains(": OK");
    }
    assertThat(openssl("x509 -in cert-CNAgent-cn4.pem -noout -subject -ext subjectAltName"))
        .contains("O = acme", "DNS:cn4", "IP Address:10.0.0.4", "email:a@b");
  }

  private void needOpenssl() throws InterruptedException {
    try {
      assertThat(new ProcessBuilder("openssl", "version").start().waitFor()).isZero();
    } catch (IOException e) {
      Assumptions.abort("needs openssl: " + e.getMessage());
    }
  }

  private String openssl(String words) throws Exception {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words.split(" ")));
    var process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("openssl %s: %s", words, said).isZero();
    return said;
  }
}
