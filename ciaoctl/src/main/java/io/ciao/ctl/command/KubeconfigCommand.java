package io.ciao.ctl.command;

import io.ciao.ctl.RefusedException;
import io.ciao.ctl.Session;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Prints the kubeconfig in use with everything inline, so that it may be copied to where `kubectl`
/// runs.
@Command(
    name = "kubeconfig",
    description = "Print a kubeconfig for kubectl and other Kubernetes clients.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  ciaoctl kubeconfig > ciao.kubeconfig; kubectl --kubeconfig ciao.kubeconfig get instances"
    })
public final class KubeconfigCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Override
  public Integer call() {
    var file = session.config().file();
    try {
      var config = Serialization.unmarshal(Files.readString(file), Config.class);
      for (var cluster : config.getClusters()) {
        var inner = cluster.getCluster();
        var data = inline(file, inner.getCertificateAuthority());
        if (data != null) {
          inner.setCertificateAuthority(null);
          inner.setCertificateAuthorityData(data);
        }
      }
      for (var user : config.getUsers()) {
        var inner = user.getUser();
        var certificate = inline(file, inner.getClientCertificate());
        var key = inline(file, inner.getClientKey());
        if (certificate != null && key != null) {
          inner.setClientCertificate(null);
          inner.setClientCertificateData(certificate);
          inner.setClientKey(null);
          inner.setClientKeyData(key);
        }
      }
      session.out().print(Serialization.asYaml(config));
      return 0;
    } catch (IOException e) {
      throw new RefusedException("read %s: %s".formatted(file, e.getMessage()));
    }
  }

  private static @Nullable String inline(Path file, @Nullable String path) throws IOException {
    if (path == null || path.isEmpty()) {
      return null;
    }
    var parent = file.toAbsolutePath().getParent();
    var named = parent == null ? Path.of(path) : parent.resolve(path);
    return Base64.getEncoder().encodeToString(Files.readAllBytes(named));
  }
}
