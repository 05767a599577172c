package io.ciao.ctl.ssntp;

import io.ciao.ctl.dev.DevCluster;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.CertificateFileException;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.Surroundings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Prints a line for each frame that crosses a scheduler, until it is interrupted.
@Command(
    name = "tail",
    description =
        "Print a line for each command, status, event and error that crosses a scheduler.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The certificate needs role Controller. For a cluster of this machine both are found.",
      "",
      "Examples:",
      "  ciaoctl ssntp tail",
      "  ciaoctl ssntp tail --last 0 -o json",
      "  ciaoctl ssntp tail --scheduler sched.example:8888 --tls /etc/ciao/controller"
    })
public final class SsntpTailCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Option(
      names = "--scheduler",
      paramLabel = "HOST:PORT",
      description = "The scheduler; without a port it is 8888; default: this machine's cluster's.")
  private @Nullable String scheduler;

  @Option(
      names = "--tls",
      paramLabel = "DIR",
      description =
          "Directory with ca.pem, cert.pem and key.pem; default: this machine's cluster's.")
  private @Nullable Path tls;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "10",
      description = "So many earlier frames first, of the 4096 that it keeps (default: 10).")
  private int last = 10;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "json: one object a line.")
  private @Nullable String output;

  @Override
  public Integer call() throws InterruptedException {
    var json = "json".equals(output);
    if (output != null && !json) {
      throw new UsageException("-o \"%s\" is unknown; use json, or leave it out".formatted(output));
    }
    if (last < 0) {
      throw new UsageException("--last %d is found; 0 or more is needed".formatted(last));
    }
    var where = where();
    var identity = identity(where.tls());
    var tail = new Tail(session.out(), session.err(), json, last, System::nanoTime);
    var surroundings =
        new Surroundings(InstantSource.system(), System::nanoTime, new SecureRandom());
    var config = ClientConfig.of(() -> identity, List.of(where.scheduler()));
    try (var client = SsntpClient.start(config, tail, surroundings)) {
      return tail.run(client);
    }
  }

  /// A scheduler and the certificate for it.
  private record Where(HostPort scheduler, Path tls) {}

  private Where where() {
    var address = scheduler == null ? null : parsed(scheduler);
    if (address != null && tls != null) {
      return new Where(address, tls);
    }
    var found = ofThisMachine();
    return new Where(
        address == null ? found.scheduler() : address, tls == null ? found.tls() : tls);
  }

  /// The cluster whose directory holds the kubeconfig.
  private Where ofThisMachine() {
    var file = session.config().file();
    return DevCluster.around(file)
        .flatMap(SsntpTailCommand::ofCluster)
        .orElseThrow(
            () ->
                new UsageException(
                    "%s is of no cluster of this machine; name a scheduler with --scheduler and a certificate with --tls"
                        .formatted(file)));
  }

  private static Optional<Where> ofCluster(Path directory) {
    return DevCluster.kept(directory)
        .map(
            options ->
                new Where(
                    new HostPort("127.0.0.1", options.ssntpPort()),
                    DevCluster.controllerTls(directory)));
  }

  private static HostPort parsed(String text) {
    try {
      return HostPort.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--scheduler: " + e.getMessage());
    }
  }

  private static TlsIdentity identity(Path directory) {
    try {
      var identity = TlsFiles.in(directory).read();
      var holder = identity.identity();
      if (!holder.roles().contains(Role.CONTROLLER) || holder.uuid().isEmpty()) {
        throw new RefusedException(
            "the certificate in %s has role '%s' and UUID %s; role Controller and a UUID are needed"
                .formatted(
                    directory, holder.roles(), holder.uuid().map(Object::toString).orElse("none")));
      }
      return identity;
    } catch (CertificateFileException e) {
      throw new RefusedException(
          e.getMessage() + "; a cluster of this machine gets it by: ciaoctl dev up");
    }
  }
}
