package io.ciao.ctl.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a context out of a kubeconfig's tree.
///
/// Understood are `certificate-authority`, `client-certificate` and `client-key`, each as a path
/// (relative to the file) or as `…-data` in base64, then `token`, `tokenFile` and `exec`.
record ContextReader(Path file, ObjectNode tree) {

  ClusterConfig read(@Nullable String wanted) {
    var name = wanted == null ? tree.path("current-context").asText() : wanted;
    if (name.isEmpty()) {
      throw new ConfigException(file + " has no current-context; name one with --context");
    }
    var context = named("contexts", name, "context");
    var cluster = named("clusters", context.path("cluster").asText(), "cluster");
    var user = named("users", context.path("user").asText(), "user");
    var authority = bytes(cluster, "certificate-authority");
    if (authority == null) {
      throw new ConfigException(
          file + " has neither certificate-authority nor certificate-authority-data");
    }
    return new ClusterConfig(
        file,
        name,
        URI.create(cluster.path("server").asText()),
        context.path("namespace").asText("default"),
        PemText.certificates("certificate-authority of " + file, authority),
        credential(user, cluster));
  }

  /// The certificates of all clusters and users.
  List<ConfigCertificate> certificates() {
    var found = new ArrayList<ConfigCertificate>();
    for (var cluster : tree.path("clusters")) {
      add(found, "cluster", cluster, "certificate-authority");
    }
    for (var user : tree.path("users")) {
      add(found, "user", user, "client-certificate");
    }
    return found;
  }

  private void add(List<ConfigCertificate> found, String kind, JsonNode entry, String field) {
    var pem = bytes(entry.path(kind), field);
    if (pem != null) {
      var path = text(entry.path(kind), field);
      var place =
          path == null
              ? "%s: %s %s".formatted(file, kind, entry.path("name").asText())
              : beside(path).toString();
      found.add(new ConfigCertificate(place, PemText.certificates(place, pem)));
    }
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

  private Credential credential(JsonNode user, JsonNode cluster) {
    var certificate = bytes(user, "client-certificate");
    var key = bytes(user, "client-key");
    if (certificate != null && key != null) {
      return new Credential.Certificate(
          PemText.pair("client certificate of " + file, certificate, key));
    }
    var token = text(user, "token");
    if (token != null) {
      return new Credential.Bearer(token);
    }
    var tokenFile = text(user, "tokenFile");
    if (tokenFile != null) {
      var read = new String(PemText.file(beside(tokenFile)), StandardCharsets.UTF_8);
      return new Credential.Bearer(read.strip());
    }
    if (user.get("exec") instanceof ObjectNode exec) {
      return new ExecPlugin(file, exec).run(cluster);
    }
    throw new ConfigException(
        "%s: the user has no client-certificate with client-key, no token, tokenFile or exec"
            .formatted(file));
  }

  /// A file's content, or inline data; null if there is neither.
  private byte @Nullable [] bytes(JsonNode entry, String field) {
    var path = text(entry, field);
    if (path != null) {
      return PemText.file(beside(path));
    }
    var data = text(entry, field + "-data");
    if (data == null) {
      return null;
    }
    try {
      return Base64.getMimeDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("%s: %s-data is no base64".formatted(file, field), e);
    }
  }

  private Path beside(String path) {
    var parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of(path) : parent.resolve(path);
  }

  private static @Nullable String text(JsonNode entry, String field) {
    var value = entry.path(field);
    return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
  }
}
