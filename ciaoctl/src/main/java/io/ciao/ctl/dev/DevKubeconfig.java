package io.ciao.ctl.dev;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The admin's kubeconfig of a single-machine cluster, and the link to it in the user's home.
final class DevKubeconfig {
  private DevKubeconfig() {}

  /// Writes `kubeconfig` into the cluster's directory; paths in it are absolute.
  static void write(DevLayout layout) throws IOException {
    var name = "ciao-" + layout.options().name();
    var admin = layout.tls("admin");
    var config = Json.object();
    config.put("apiVersion", "v1").put("kind", "Config").put("current-context", name);
    var cluster = entry(config, "clusters", name).putObject("cluster");
    cluster.put("server", layout.apiUrl("127.0.0.1"));
    cluster.put("certificate-authority", admin.resolve("ca.pem").toString());
    var user = entry(config, "users", name + "-admin").putObject("user");
    user.put("client-certificate", admin.resolve("cert.pem").toString());
    user.put("client-key", admin.resolve("key.pem").toString());
    var context = entry(config, "contexts", name).putObject("context");
    context.put("cluster", name).put("user", name + "-admin").put("namespace", "default");
    WholeFile.replace(
        layout.kubeconfig(), YamlEmitter.emit(config), Durability.FORCED, Readers.EVERYBODY);
  }

  private static ObjectNode entry(ObjectNode config, String list, String name) {
    var entry = config.putArray(list).addObject();
    entry.put("name", name);
    return entry;
  }

  /// Makes the user's own config point to the cluster, unless he has one, his own or another
  /// cluster's.
  static boolean link(DevLayout layout, Path inHome) throws IOException {
    if (Files.exists(inHome)) {
      return Files.isSameFile(inHome, layout.kubeconfig());
    }
    var parent = inHome.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.deleteIfExists(inHome);
    Files.createSymbolicLink(inHome, layout.kubeconfig());
    return true;
  }

  /// Takes the link away if it points to this cluster.
  static void unlink(Path directory, Path inHome) throws IOException {
    if (Files.isSymbolicLink(inHome) && Files.readSymbolicLink(inHome).startsWith(directory)) {
      Files.delete(inHome);
    }
  }
}
