package io.ciao.ctl.config;

import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// One context of a kubeconfig file: server, whom to trust, who the user is, default namespace.
///
/// @param context its name in the file
/// @param trusted the server's authorities
public record ClusterConfig(
    Path file,
    String context,
    URI server,
    String namespace,
    List<X509Certificate> trusted,
    Credential credential) {
  public ClusterConfig {
    trusted = List.copyOf(trusted);
  }

  /// Reads the file's current context.
  ///
  /// @param file as found by [ConfigFiles]
  public static ClusterConfig read(Path file) {
    return read(file, null);
  }

  /// Reads one context.
  ///
  /// @param context its name; null for the current one
  public static ClusterConfig read(Path file, @Nullable String context) {
    try {
      var bytes = Files.readAllBytes(file);
      var plain = PlainYaml.read(new String(bytes, StandardCharsets.UTF_8));
      var tree = plain.isPresent() ? plain.get() : ObjectReader.readOne(bytes);
      return new ContextReader(file, tree).read(context);
    } catch (IOException | UnreadableObjectException e) {
      throw new ConfigException("read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /// For connections to the server.
  public SSLContext sslContext() {
    return ClientTls.context(
        trusted,
        switch (credential) {
          case Credential.Certificate certificate -> certificate.own();
          case Credential.Bearer _ -> null;
        });
  }
}
