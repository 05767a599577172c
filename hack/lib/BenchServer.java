import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/// An apiserver with an etcd of its own, for a measurement: its address and the contexts of two who
/// may call it.
///
/// @param metrics where `/metrics` is read, over plain HTTP
record BenchServer(Process process, URI uri, URI metrics, SSLContext admin, SSLContext scheduler)
    implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 20;

  /// Starts `program` with its state and certificates below `state`, an admin's in `state/admin`,
  /// and waits until it serves.
  static BenchServer start(String program, Path state) throws Exception {
    var from = Instant.now().minus(Duration.ofMinutes(5));
    var until = from.plus(Duration.ofDays(1));
    var authority =
        CertificateAuthority.createForPeople(
            CertificateSpec.named("bench authority", from, until), new SecureRandom());
    var own =
        CertificateSpec.named("ciao:apiserver", from, until)
            .withOrganizations("ciao:apiservers")
            .withHosts(List.of("127.0.0.1"));
    TlsFiles.in(state.resolve("tls"))
        .write(new TlsIdentity(authority.issueForPeople(own), List.of(authority.certificate())));
    var admin =
        new TlsIdentity(
            authority.issueForPeople(
                CertificateSpec.named("admin", from, until).withOrganizations("ciao:admins")),
            List.of(authority.certificate()));
    TlsFiles.in(state.resolve("admin")).write(admin);
    var scheduler =
        CertificateSpec.named("ciao:scheduler", from, until)
            .withOrganizations("ciao:schedulers")
            .withRoles(Role.SCHEDULER, Role.SERVER)
            .withUuid(UUID.randomUUID());
    var process = process(program, state);
    try {
      var ready = awaitReady(state.resolve("state/ready"), process);
      return new BenchServer(
          process,
          URI.create("https://" + ready.path("listen").get(0).asText()),
          URI.create("http://" + ready.path("metrics").asText() + "/metrics"),
          admin.sslContext(),
          identity(authority, scheduler).sslContext());
    } catch (Exception e) {
      stop(process);
      throw e;
    }
  }

  private static TlsIdentity identity(CertificateAuthority authority, CertificateSpec spec) {
    return new TlsIdentity(authority.issue(spec), List.of(authority.certificate()));
  }

  private static Process process(String program, Path state) throws IOException {
    return new ProcessBuilder(
            program,
            "--dir",
            state.resolve("state").toString(),
            "--tls",
            state.resolve("tls").toString(),
            "--listen",
            "127.0.0.1:0",
            "--metrics",
            "127.0.0.1:0")
        .redirectError(state.resolve("apiserver.log").toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static JsonNode awaitReady(Path ready, Process process) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!Files.exists(ready)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("the apiserver did not start");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return Json.parse(Files.readAllBytes(ready));
  }

  @Override
  public void close() throws InterruptedException {
    stop(process);
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
