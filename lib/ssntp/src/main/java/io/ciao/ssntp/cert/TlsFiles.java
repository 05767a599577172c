package io.ciao.ssntp.cert;

import java.nio.file.Path;

/// Where a program's TLS material lies.
///
/// @param authority PEM with the certificates that are trusted
/// @param certificate PEM with the program's certificate, issuers behind it
/// @param key PEM with its private key; may be the same file as the certificate
public record TlsFiles(Path authority, Path certificate, Path key) {

  /// The three files of a directory: `ca.pem`, `cert.pem`, `key.pem`.
  public static TlsFiles in(Path directory) {
    return new TlsFiles(
        directory.resolve("ca.pem"), directory.resolve("cert.pem"), directory.resolve("key.pem"));
  }

  /// The original's two files: the authority, and certificate and key in one.
  public static TlsFiles original(Path authority, Path certificateAndKey) {
    return new TlsFiles(authority, certificateAndKey, certificateAndKey);
  }

  /// Writes the files: key 0600, the others 0644.
  public void write(TlsIdentity identity) {
    PemFiles.writeCertificates(authority, identity.trusted());
    if (certificate.equals(key)) {
      PemFiles.writeCertificateAndKey(certificate, identity.own());
    } else {
      PemFiles.writeKey(key, identity.own().key());
      PemFiles.writeCertificates(certificate, identity.own().chain());
    }
  }

  /// Reads the files.
  public TlsIdentity read() {
    return new TlsIdentity(
        PemFiles.readCertificateAndKey(certificate, key), PemFiles.readCertificates(authority));
  }
}
