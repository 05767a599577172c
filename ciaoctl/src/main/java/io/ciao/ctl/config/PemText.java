package io.ciao.ctl.config;

import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.PemFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Certificates and keys from PEM text, with what the JDK has: loading a cryptography library would
/// cost a short command more time than its request.
final class PemText {
  private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
  private static final String END_KEY = "-----END PRIVATE KEY-----";
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  /// Those of people first.
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private PemText() {}

  /// All certificates of the text, in order.
  ///
  /// @param from what is read, for messages
  static List<X509Certificate> certificates(String from, byte[] pem) {
    try (var in = new ByteArrayInputStream(certificateBlocks(pem))) {
      var found = new ArrayList<X509Certificate>();
      for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        if (one instanceof X509Certificate certificate) {
          found.add(certificate);
        }
      }
      if (found.isEmpty()) {
        throw new ConfigException(from + " holds no CERTIFICATE block; at least one is needed");
      }
      return List.copyOf(found);
    } catch (CertificateException | IOException e) {
      throw new ConfigException("%s: no certificate: %s".formatted(from, e.getMessage()), e);
    }
  }

  /// Without what else may stand there, such as the key: the JDK would stumble over it.
  private static byte[] certificateBlocks(byte[] pem) {
    return CERTIFICATE
        .matcher(new String(pem, StandardCharsets.ISO_8859_1))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.joining("\n"))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// A certificate with its chain and its key.
  static CertificateAndKey pair(String from, byte[] certificate, byte[] key) {
    return new CertificateAndKey(certificates(from, certificate), key(from, key));
  }

  private static PrivateKey key(String from, byte[] pem) {
    var text = new String(pem, StandardCharsets.US_ASCII);
    var begin = text.indexOf(BEGIN_KEY);
    var end = text.indexOf(END_KEY);
    if (begin < 0 || end < begin) {
      return oldKey(from, text);
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN_KEY.length(), end));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(from + ": the private key is no base64", e);
    }
    for (var algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException _) {
        // A key of another algorithm; the next one may know it.
      }
    }
    throw new ConfigException(from + ": the private key is of no known algorithm " + ALGORITHMS);
  }

  /// Keys in the forms from before PKCS#8, which the JDK does not read.
  private static PrivateKey oldKey(String from, String text) {
    try {
      var file =
          Files.createTempFile(
              "ciao-",
              ".pem",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.writeString(file, text, StandardCharsets.US_ASCII);
        return PemFiles.readKey(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new ConfigException("%s: the private key: %s".formatted(from, e.getMessage()), e);
    }
  }

  /// The bytes of a file named in a kubeconfig.
  static byte[] file(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new ConfigException("cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }
}
