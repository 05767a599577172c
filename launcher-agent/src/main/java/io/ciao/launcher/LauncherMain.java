package io.ciao.launcher;

import io.ciao.launcher.node.NodeIdentity;
import io.ciao.program.Parts;
import io.ciao.program.Program;
import io.ciao.program.UsageException;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/// The program `ciao-launcher-agent`.
public final class LauncherMain {

  private LauncherMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Program.run(LauncherConfig.FLAGS, arguments, given -> start(LauncherConfig.of(given)));
  }

  static Parts start(LauncherConfig config)
      throws IOException, InterruptedException, UsageException {
    var shared = new NodeAgent.Shared(InstantSource.system(), new Random(), config.servers());
    var agents = new Parts();
    try {
      if (config.fleet().isPresent()) {
        fleet(config, config.fleet().get(), shared, agents);
      } else {
        agents.keep(single(config, shared));
      }
      return agents;
    } catch (IOException | InterruptedException | UsageException | RuntimeException e) {
      agents.close();
      throw e;
    }
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
  private static void fleet(
      LauncherConfig config, LauncherConfig.Fleet fleet, NodeAgent.Shared shared, Parts agents)
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
    for (var directory : directories) {
      var tls = TlsFiles.in(directory);
      var identity = identity(tls.read().identity(), directory);
      agents.keep(
          NodeAgent.start(identity, tls, new SimulatedNode(identity.name(), config), shared));
    }
  }

  private static NodeIdentity identity(PeerIdentity certificate, Path directory)
      throws UsageException {
    var name = certificate.nodeName();
    var uuid = certificate.uuid();
    if (name.isEmpty() || uuid.isEmpty()) {
      throw new UsageException(
          "the certificate in "
              + directory
              + " is for '"
              + certificate.commonName()
              + "'; a node's has the common name "
              + PeerIdentity.NODE_PREFIX
              + "NAME and a UUID");
    }
    return new NodeIdentity(name.get(), uuid.get().toString());
  }
}
