package io.ciao.ctl.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The current context of a kubeconfig file: server, certificate, default namespace.
///
/// Understood are what `ciaoctl` and `kubectl` write for client certificates:
/// `certificate-authority`, `client-certificate` and `client-key`, each as a path (relative to the
/// file) or as `…-data` in base64.
public record ClusterConfig(Path file, URI server, String namespace, TlsIdentity identity) {

  /// Reads the file's current context.
  ///
  /// @param file as found by [ConfigFiles]
  public static ClusterConfig read(Path file) {
    try {
      return new Reader(file, ObjectReader.readOne(Files.readAllBytes(file))).read();
    } catch (IOException e) {
      throw new ConfigException("read %s: %s".formatted(file, e.getMessage()), e);
    } catch (UnreadableObjectException e) {
      throw new ConfigException("read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private record Reader(Path file, ObjectNode tree) {

    ClusterConfig read() throws IOException {
      var name = tree.path("current-context").asText();
      var context = named("contexts", name, "context");
      var cluster = named("clusters", context.path("cluster").asText(), "cluster");
      var user = named("users", context.path("user").asText(), "user");
      var identity =
          new TlsIdentity(
              PemFiles.readCertificateAndKey(
                  pem(user, "client-certificate"), pem(user, "client-key")),
              PemFiles.readCertificates(pem(cluster, "certificate-authority")));
      return new ClusterConfig(
          file,
          URI.create(cluster.path("server").asText()),
          context.path("namespace").asText("default"),
          identity);
    }

    private JsonNode named(String list, String name, String field) {
      for (var entry : tree.path(list)) {
        if (name.equals(entry.path("name").asText())) {
          return entry.path(field);
        }
      }
      throw new ConfigException(
          "%s has no entry \"%s\" under %s, which its current context needs"
              .formatted(file, name, list));
    }

    /// A file with the PEM text: the one named, or a private one made from inline data.
    private Path pem(JsonNode entry, String field) throws IOException {
      var path = text(entry, field);
      if (path != null) {
        var parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of(path) : parent.resolve(path);
      }
      var data = text(entry, field + "-data");
      if (data == null) {
        throw new ConfigException("%s has neither %s nor %s-data".formatted(file, field, field));
      }
      var inline = Files.createTempFile("ciao-", ".pem");
      inline.toFile().deleteOnExit();
      var decoded = new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII);
      Files.writeString(inline, decoded);
      return inline;
    }

    private static @Nullable String text(JsonNode entry, String field) {
      var value = entry.path(field);
      return value.isTextual() ? value.asText() : null;
    }
  }
}
