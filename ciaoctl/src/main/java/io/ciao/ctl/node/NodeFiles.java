package io.ciao.ctl.node;

import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a joined machine keeps: `tls/ca.pem`, `tls/cert.pem` with certificate and key, and the
/// configuration of each agent.
final class NodeFiles {
  private final Path directory;

  NodeFiles(Path directory) {
    this.directory = directory;
  }

  /// @param program as `ciao-launcher-agent`
  Path configuration(String program) {
    return directory.resolve(program.substring("ciao-".length()) + ".yaml");
  }

  Path tls() {
    return directory.resolve("tls");
  }

  boolean joined() {
    return Files.exists(TlsFiles.in(tls()).certificate());
  }

  /// The key to join with. One that an attempt before left is used again: a token is for one key.
  KeyPair key() throws IOException {
    Files.createDirectories(tls());
    Files.setPosixFilePermissions(tls(), PosixFilePermissions.fromString("rwx------"));
    var file = pending();
    if (Files.exists(file)) {
      var key = PemFiles.readKey(file);
      var half = KeyPairs.publicOf(key);
      if (half.isPresent()) {
        return new KeyPair(half.get(), key);
      }
    }
    var made = KeyPairs.newEc(new SecureRandom());
    PemFiles.writeKey(file, made.getPrivate());
    return made;
  }

  /// Puts what the cluster signed beside its key, and the authority.
  void keep(X509Certificate authority, CertificateAndKey own) throws IOException {
    var files = TlsFiles.in(tls());
    PemFiles.writeCertificates(files.authority(), List.of(authority));
    files.replaceOwn(own);
    Files.deleteIfExists(pending());
  }

  /// @param text YAML
  void configure(String program, String text) throws IOException {
    WholeFile.replace(
        configuration(program),
        text.getBytes(StandardCharsets.UTF_8),
        Durability.FORCED,
        Readers.EVERYBODY);
  }

  private Path pending() {
    return tls().resolve("joining-key.pem");
  }
}
