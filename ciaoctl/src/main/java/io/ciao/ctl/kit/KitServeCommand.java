package io.ciao.ctl.kit;

import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.CertificateFileException;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What agents connect to.
@Command(
    name = "serve",
    description = "Serve SSNTP to agents, and take commands as lines and over HTTP.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The certificate is a scheduler's. Lines are the other commands without 'ciaoctl"
          + " launcher-kit'; with the end of input it goes on serving.",
      "",
      "Examples:",
      "  ciaoctl launcher-kit serve --tls sched-tls",
      "  ciaoctl launcher-kit serve --tls sched-tls --listen 0.0.0.0:8888 --http 127.0.0.1:9001"
    })
public final class KitServeCommand implements Callable<Integer> {
  private static final int HTTP_PORT = 9000;

  @Option(
      names = "--tls",
      paramLabel = "DIR",
      required = true,
      description = "Directory with ca.pem, cert.pem and key.pem of a scheduler.")
  private Path tls = Path.of("");

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where SSNTP is served (default: 127.0.0.1:8888).")
  private String listen = "127.0.0.1:8888";

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "Where commands are taken, from anybody (default: " + KitSession.HTTP + ").")
  private String http = KitSession.HTTP;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var clients = new KitClients(out);
    var config = ServerConfig.of(identity(), List.of(address("--listen", listen, 8888)));
    var driver = new KitDriver(clients, InstantSource.system());
    var surroundings =
        new Surroundings(InstantSource.system(), System::nanoTime, new SecureRandom());
    var where = address("--http", http, HTTP_PORT);
    try (var server = SsntpServer.start(config, clients, surroundings);
        var requests = KitHttp.start(new InetSocketAddress(where.host(), where.port()), driver)) {
      var bound = requests.address();
      var commands = bound.getAddress().getHostAddress() + ":" + bound.getPort();
      out.println(
          "serves SSNTP on %s, commands on http://%s"
              .formatted(server.addresses().getFirst(), commands));
      takeLines(commands, out);
      // A service has no input; only a signal ends it.
      new CountDownLatch(1).await();
      return 0;
    }
  }

  /// Until the end of input.
  private static void takeLines(String server, PrintStream out) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var words = line.strip().split(" +", -1);
      if (words[0].isEmpty()) {
        continue;
      }
      if (words[0].equals("serve")) {
        out.println("it serves already");
        continue;
      }
      var command =
          new CommandLine(new LauncherKitCommand())
              .setExecutionExceptionHandler(
                  (failure, _, _) -> {
                    out.println(failure.getMessage());
                    return 1;
                  });
      var all = new java.util.ArrayList<>(List.of(words));
      if (command.getSubcommands().containsKey(words[0])) {
        all.addAll(List.of("--server", server));
      }
      command.execute(all.toArray(String[]::new));
    }
  }

  private TlsIdentity identity() {
    try {
      var identity = TlsFiles.in(tls).read();
      var holder = identity.identity();
      if (!holder.roles().contains(Role.SCHEDULER) || holder.uuid().isEmpty()) {
        throw new RefusedException(
            "the certificate in %s has role '%s' and UUID %s; role Scheduler and a UUID are needed"
                .formatted(
                    tls, holder.roles(), holder.uuid().map(Object::toString).orElse("none")));
      }
      return identity;
    } catch (CertificateFileException e) {
      throw new RefusedException(
          e.getMessage() + "; ciaoctl cert role makes one, see docs/launcher-kit.md");
    }
  }

  private static HostPort address(String flag, String text, int port) {
    try {
      return HostPort.parse(text, port);
    } catch (IllegalArgumentException e) {
      throw new UsageException(flag + ": " + e.getMessage());
    }
  }
}
