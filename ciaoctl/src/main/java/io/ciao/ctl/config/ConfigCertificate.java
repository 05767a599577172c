package io.ciao.ctl.config;

import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/// Certificates that a kubeconfig names or holds, whoever's they are.
///
/// @param place their file, or the entry that holds them
public record ConfigCertificate(String place, List<X509Certificate> certificates) {
  /// Copies the list.
  public ConfigCertificate {
    certificates = List.copyOf(certificates);
  }

  /// Those of all clusters and users of a kubeconfig. No program that it names is run.
  public static List<ConfigCertificate> all(Path file) {
    try {
      var tree = ObjectReader.readOne(Files.readAllBytes(file));
      return new ContextReader(file, tree).certificates();
    } catch (IOException | UnreadableObjectException e) {
      throw new ConfigException("read %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
