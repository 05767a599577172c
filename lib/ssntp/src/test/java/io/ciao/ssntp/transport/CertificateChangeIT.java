package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Status;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates that change, and that count no longer, while peers are connected.
class CertificateChangeIT {
  @TempDir private Path directory;
  private final Loopback loopback = new Loopback();
  private final ServerLog serverLog = new ServerLog();
  private final Set<BigInteger> refused = ConcurrentHashMap.newKeySet();
  private final Set<BigInteger> shown = ConcurrentHashMap.newKeySet();

  @AfterEach
  void close() {
    loopback.close();
  }

  private LiveTls live(String name, TlsIdentity identity) {
    var files = TlsFiles.in(directory.resolve(name));
    files.write(identity);
    return LiveTls.of(files);
  }

  private Optional<String> refusal(X509Certificate certificate) {
    shown.add(certificate.getSerialNumber());
    return refused.contains(certificate.getSerialNumber())
        ? Optional.of("it was revoked")
        : Optional.empty();
  }

  private SsntpServer server(LiveTls tls) throws InterruptedException {
    return loopback.server(
        loopback.serverConfig().withTls(ServerTls.of(tls).refusing(this::refusal)), serverLog);
  }

  private static BigInteger serial(CertificateAndKey own) {
    return own.certificate().getSerialNumber();
  }

  @Test
  void theNextConnectionShowsTheNewCertificatesAndThePresentOneStays() throws Exception {
    var serverTls = live("server", loopback.schedulerTls);
    var agentTls = live("agent", loopback.agentTls);
    var server = server(serverTls);
    var address = server.addresses().getFirst();
    var clientLog = new ClientLog();
    var client =
        loopback.client(
            ClientConfig.of(agentTls, java.util.List.of(address))
                .withLimits(ClientLimits.DEFAULT.withReconnect(Loopback.QUICK)),
            clientLog);
    Loopback.SOON.until("connected", client::connected);

    var nextAgent = loopback.pki.agent(Loopback.AGENT).own();
    var nextServer = loopback.pki.scheduler(Loopback.SCHEDULER).own();
    agentTls.files().replaceOwn(nextAgent);
    serverTls.files().replaceOwn(nextServer);
    client.send(Status.READY, Bytes.EMPTY);
    Loopback.SOON.until("the present connection still speaks", () -> serverLog.frames.size() == 1);
    assertThat(shown).containsExactly(serial(loopback.agentTls.own()));

    server.session(Loopback.AGENT).orElseThrow().close("for the next one");
    Loopback.SOON.until("connected again", () -> clientLog.connected.size() == 2);

    assertThat(shown).contains(serial(nextAgent));
    assertThat(serverTls.get().own().certificate()).isEqualTo(nextServer.certificate());
    assertThat(clientLog.failed).isEmpty();
    try (var other =
        (javax.net.ssl.SSLSocket)
            loopback
                .agentTls
                .sslContext()
                .getSocketFactory()
                .createSocket("127.0.0.1", address.port())) {
      other.startHandshake();
      assertThat(other.getSession().getPeerCertificates()[0]).isEqualTo(nextServer.certificate());
    }
  }

  @Test
  void aRefusedCertificateIsCutOffAtOnceAndDoesNotComeBack() throws Exception {
    var server = server(live("server", loopback.schedulerTls));
    var address = server.addresses().getFirst();
    var other = UUID.randomUUID();
    var clientLog = new ClientLog();
    var client = loopback.client(loopback.clientConfig(address), clientLog);
    var stays =
        loopback.client(loopback.clientConfig(loopback.pki.agent(other), address), new ClientLog());
    Loopback.SOON.until("connected", () -> client.connected() && stays.connected());

    refused.add(serial(loopback.agentTls.own()));
    server.recheck();

    Loopback.SOON.until("cut off", () -> server.session(Loopback.AGENT).isEmpty());
    Loopback.SOON.until("refused again", () -> !clientLog.failed.isEmpty());
    assertThat(server.session(Loopback.AGENT)).isEmpty();
    assertThat(serverLog.disconnected.getFirst().detail()).isEqualTo("it was revoked");
    assertThat(stays.connected()).isTrue();
    assertThat(server.session(other)).isPresent();
  }
}
