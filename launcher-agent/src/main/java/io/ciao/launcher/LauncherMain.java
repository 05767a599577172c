package io.ciao.launcher;

import io.ciao.launcher.LauncherFlags.UsageException;
import io.ciao.launcher.node.NodeIdentity;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/// The program `ciao-launcher-agent`.
public final class LauncherMain {
  private static final String PROGRAM = "ciao-launcher-agent";
  private static final String COMMON_NAME_PREFIX = "system:node:";
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private LauncherMain() {}

  /// Runs until SIGTERM; exit code 1 if it cannot start, 2 if the command line is wrong.
  public static void main(String[] arguments) throws InterruptedException {
    var given = List.of(arguments);
    if (given.contains("--help")) {
      System.out.print(LauncherConfig.USAGE);
      return;
    }
    var end = new CountDownLatch(1);
    try {
      var agents = start(LauncherConfig.of(given));
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("stop")
                  .unstarted(
                      () -> {
                        agents.forEach(NodeAgent::close);
                        end.countDown();
                      }));
    } catch (UsageException e) {
      System.err.println(PROGRAM + ": " + e.getMessage() + "\n\n" + LauncherConfig.USAGE);
      System.exit(USAGE);
    } catch (IOException | RuntimeException e) {
      System.err.println(PROGRAM + ": cannot start: " + e.getMessage());
      System.exit(FAILED);
    }
    end.await();
  }

  static List<NodeAgent> start(LauncherConfig config)
      throws IOException, InterruptedException, UsageException {
    var shared = new NodeAgent.Shared(InstantSource.system(), new Random(), config.servers());
    return config.fleet().isPresent()
        ? fleet(config, config.fleet().get(), shared)
        : List.of(single(config, shared));
  }

  private static NodeAgent single(LauncherConfig config, NodeAgent.Shared shared)
      throws IOException, InterruptedException, UsageException {
    var tls = TlsFiles.in(config.tls());
    var certificate = tls.read().identity();
    var identity = identity(certificate, config.tls());
    if (!identity.name().equals(config.node())) {
      throw new UsageException(
          "--node is '"
              + config.node()
              + "' but the certificate in "
              + config.tls()
              + " is for node '"
              + identity.name()
              + "'");
    }
    return NodeAgent.start(identity, tls, RealNode.of(config, certificate.roles()), shared);
  }

  /// One agent for each of the first directories below the fleet's, in the order of their names.
  private static List<NodeAgent> fleet(
      LauncherConfig config, LauncherConfig.Fleet fleet, NodeAgent.Shared shared)
      throws IOException, InterruptedException, UsageException {
    List<Path> directories;
    try (var entries = Files.list(fleet.tls())) {
      directories = entries.filter(Files::isDirectory).sorted().limit(fleet.count()).toList();
    }
    if (directories.size() < fleet.count()) {
      throw new UsageException(
          "--simulate is "
              + fleet.count()
              + " but "
              + fleet.tls()
              + " holds the certificates of "
              + directories.size()
              + " nodes; one directory per node is needed");
    }
    var agents = new ArrayList<NodeAgent>();
    for (var directory : directories) {
      var tls = TlsFiles.in(directory);
      var identity = identity(tls.read().identity(), directory);
      agents.add(
          NodeAgent.start(identity, tls, new SimulatedNode(identity.name(), config), shared));
    }
    return agents;
  }

  private static NodeIdentity identity(PeerIdentity certificate, Path directory)
      throws UsageException {
    var name = certificate.commonName();
    var uuid = certificate.uuid();
    if (!name.startsWith(COMMON_NAME_PREFIX) || uuid.isEmpty()) {
      throw new UsageException(
          "the certificate in "
              + directory
              + " is for '"
              + name
              + "'; a node's has the common name system:node:NAME and a UUID");
    }
    return new NodeIdentity(name.substring(COMMON_NAME_PREFIX.length()), uuid.get().toString());
  }
}
