package io.ciao.ctl.cert;

import io.ciao.ctl.config.ConfigCertificate;
import io.ciao.ctl.config.ConfigFiles;
import io.ciao.ctl.dev.DevCluster;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ssntp.cert.CertificateFileException;
import io.ciao.ssntp.cert.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Says how long certificates are valid.
@Command(
    name = "status",
    description =
        "List certificates and the days that are left; status 1 if one has expired or is"
            + " unreadable.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Without --directory: those of the kubeconfig, and of the cluster of this machine that it is"
          + " of. RENEWAL says when an agent renews its node's; all others are replaced by hand.",
      "",
      "Examples:",
      "  ciaoctl cert status",
      "  ciaoctl cert status --cluster",
      "  ciaoctl cert status --directory /etc/ciao"
    })
public final class CertStatusCommand implements Callable<Integer> {
  private static final int DEPTH = 4;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Look at the *.pem files in it and up to three directories below.")
  private @Nullable Path directory;

  @Option(
      names = {"--cluster", "--nodes"},
      description =
          "Those that the cluster shows, too: authority, apiserver and schedulers as the apiserver"
              + " sees them, nodes as their agents say.")
  private boolean all;

  @Mixin private Session session = new Session();

  private boolean unreadable;

  @Override
  public Integer call() throws IOException {
    var table = new ExpiryTable(InstantSource.system().instant());
    var where = directory == null ? addClients(table) : directory;
    if (directory != null) {
      addFiles(table, directory);
    }
    if (all) {
      new ClusterCertificates(session.client(), InstantSource.system().instant()).addTo(table);
    }
    if (table.isEmpty() && !unreadable) {
      throw new RefusedException(
          "%s holds no certificate; a *.pem file with one is needed".formatted(where));
    }
    table.print(OutputArguments.out());
    return table.hasExpired() || unreadable ? 1 : 0;
  }

  /// @return the file that says where they are
  private Path addClients(ExpiryTable table) throws IOException {
    var environment = System.getenv();
    var config =
        ConfigFiles.find(session.kubeconfig(), environment, ConfigFiles.home(environment)).file();
    var cluster = DevCluster.around(config);
    if (cluster.isPresent()) {
      addFiles(table, DevCluster.tls(cluster.get()));
    }
    for (var found : ConfigCertificate.all(config)) {
      found.certificates().forEach(each -> table.add(found.place(), each));
    }
    return config;
  }

  private void addFiles(ExpiryTable table, Path root) throws IOException {
    for (var file : pemFiles(root)) {
      try {
        PemFiles.findCertificates(file).forEach(each -> table.add(file.toString(), each));
      } catch (CertificateFileException e) {
        unreadable = true;
        OutputArguments.err().println("ciaoctl: " + e.getMessage());
      }
    }
  }

  /// Those nearest to the root first.
  private static List<Path> pemFiles(Path root) throws IOException {
    try (var files = Files.walk(root, DEPTH)) {
      return files
          .filter(file -> file.toString().endsWith(".pem"))
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparingInt(Path::getNameCount).thenComparing(Path::toString))
          .toList();
    }
  }
}
