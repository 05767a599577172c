package io.ciao.e2e.env;

import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// Simulated nodes in a process of their own, which a test may stop: those of `dev up` are one
/// process.
///
/// @param names of the nodes
public record SimulatedFleet(Process process, List<String> names) {
  private static final Duration VALIDITY = Duration.ofDays(1);
  private static final long END_SECONDS = 20;

  /// Starts so many of them.
  ///
  /// @param name of the process; the nodes are `name001` and so on
  public static SimulatedFleet start(Cluster cluster, String name, int count) throws IOException {
    var tls = cluster.directory().resolve("tls-" + name);
    var authority = authority(cluster.directory().resolve("tls"));
    var names = new ArrayList<String>();
    for (int i = 1; i <= count; i++) {
      var node = "%s%03d".formatted(name, i);
      names.add(node);
      issue(authority, node, tls.resolve(node));
    }
    var argv =
        new ArrayList<>(
            List.of(
                Shell.DIST.resolve("bin/ciao-launcher-agent").toString(),
                "--dir",
                cluster.directory().resolve(name).toString(),
                "--address",
                cluster.address(1),
                "--cluster",
                cluster.name(),
                "--simulate",
                Integer.toString(count),
                "--simulate-tls",
                tls.toString()));
    cluster.servers().forEach(server -> argv.addAll(List.of("--apiserver", server.toString())));
    for (var port : cluster.ssntpPorts()) {
      argv.addAll(List.of("--scheduler", "127.0.0.1:" + port));
    }
    return new SimulatedFleet(
        cluster.shell().background(cluster.log(name), argv), List.copyOf(names));
  }

  private static CertificateAuthority authority(Path directory) {
    var pair =
        PemFiles.readCertificateAndKey(
            directory.resolve("ca.pem"), directory.resolve("dev-only-ca-key.pem"));
    return CertificateAuthority.of(pair, new SecureRandom());
  }

  private static void issue(CertificateAuthority authority, String node, Path directory)
      throws IOException {
    var now = Instant.now();
    var spec =
        CertificateSpec.named(
                PeerIdentity.NODE_PREFIX + node, now.minus(VALIDITY), now.plus(VALIDITY))
            .withOrganizations("system:nodes")
            .withUuid(UUID.randomUUID())
            .withRoles(Role.AGENT);
    Files.createDirectories(directory);
    var identity = new TlsIdentity(authority.issue(spec), List.of(authority.certificate()));
    TlsFiles.in(directory).write(identity);
  }

  public long pid() {
    return process.pid();
  }

  /// Ends it.
  public void close() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("process " + pid() + " does not end");
    }
  }
}
