package io.ciao.ssntp.cert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a program's TLS material lies.
///
/// @param authority PEM with the certificates that are trusted
/// @param certificate PEM with the program's certificate, issuers behind it
/// @param key PEM with its private key; one in the certificate's file wins over it
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

  /// Replaces certificate and key at once, by one file with both: whoever reads finds the old pair
  /// or the new one. A key file of its own is removed; the authority stays.
  public void replaceOwn(CertificateAndKey own) {
    PemFiles.writeCertificateAndKey(certificate, own);
    if (!certificate.equals(key)) {
      try {
        Files.deleteIfExists(key);
      } catch (IOException e) {
        throw new CertificateFileException(key, "cannot be removed", e);
      }
    }
  }

  /// Reads the files.
  public TlsIdentity read() {
    return new TlsIdentity(
        PemFiles.readCertificateAndKey(certificate, key), PemFiles.readCertificates(authority));
  }
}
