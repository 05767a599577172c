package io.ciao.ssntp.cert;

import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import io.ciao.basis.text.ErrorText;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// Certificates, requests for certificates, and keys as PEM files. Reads PKCS#8, PKCS#1 and SEC1
/// keys, writes PKCS#8; an RSA key beside its certificate in PKCS#1, as the original reads it.
///
/// Files are replaced as a whole; one with a key has mode 0600 from its first moment.
public final class PemFiles {

  private PemFiles() {}

  /// Writes certificates, mode 0644.
  public static void writeCertificates(Path file, List<X509Certificate> certificates) {
    replace(file, certificatesText(certificates), Readers.EVERYBODY);
  }

  /// Writes a private key, mode 0600.
  public static void writeKey(Path file, PrivateKey key) {
    replace(file, keyText(key), Readers.OWNER);
  }

  /// Writes the original's form, one file with certificate and key, mode 0600.
  public static void writeCertificateAndKey(Path file, CertificateAndKey both) {
    var key =
        both.key().getAlgorithm().equals("RSA")
            ? rsaKeyText(file, both.key())
            : keyText(both.key());
    replace(file, certificatesText(both.chain()) + key, Readers.OWNER);
  }

  /// Writes a request for a certificate, mode 0644.
  public static void writeRequest(Path file, CertificateRequest request) {
    replace(file, text(request), Readers.EVERYBODY);
  }

  /// Certificates as PEM text.
  public static String text(List<X509Certificate> certificates) {
    return certificatesText(certificates);
  }

  /// A request as PEM text.
  public static String text(CertificateRequest request) {
    return block("CERTIFICATE REQUEST", request.der().toByteArray());
  }

  /// Reads the one request of a file. Its signature was checked: the sender has the key.
  public static CertificateRequest readRequest(Path file) {
    return parseRequest(file, text(file));
  }

  /// The same of a text.
  ///
  /// @param name what the text is called in errors
  public static CertificateRequest parseRequest(Path name, String text) {
    return request(name, objects(name, text));
  }

  private static CertificateRequest request(Path file, List<Object> objects) {
    var found = new ArrayList<CertificateRequest>();
    for (var object : objects) {
      if (object instanceof PKCS10CertificationRequest request) {
        found.add(CertificateRequest.checked(file, request));
      }
    }
    if (found.size() != 1) {
      throw new CertificateFileException(
          file, "holds %d CERTIFICATE REQUEST blocks; one is needed".formatted(found.size()));
    }
    return found.getFirst();
  }

  /// Reads the certificates of a file, in order; at least one. Keys in it are passed over.
  public static List<X509Certificate> readCertificates(Path file) {
    var certificates = findCertificates(file);
    if (certificates.isEmpty()) {
      throw new CertificateFileException(
          file, "holds no CERTIFICATE block; at least one is needed");
    }
    return certificates;
  }

  /// Reads the certificates of a file, in order; empty: it holds other things.
  public static List<X509Certificate> findCertificates(Path file) {
    return certificates(file, objects(file));
  }

  /// The certificates in a text, in order; at least one.
  ///
  /// @param name what the text is called in errors
  public static List<X509Certificate> parseCertificates(Path name, String text) {
    var certificates = certificates(name, objects(name, text));
    if (certificates.isEmpty()) {
      throw new CertificateFileException(
          name, "holds no CERTIFICATE block; at least one is needed");
    }
    return certificates;
  }

  private static List<X509Certificate> certificates(Path file, List<Object> objects) {
    var certificates = new ArrayList<X509Certificate>();
    for (var object : objects) {
      if (object instanceof X509CertificateHolder holder) {
        certificates.add(certificate(file, holder));
      }
    }
    return List.copyOf(certificates);
  }

  /// Reads the one private key of a file. Certificates in it are passed over.
  public static PrivateKey readKey(Path file) {
    return findKey(file)
        .orElseThrow(
            () ->
                new CertificateFileException(
                    file, "holds no unencrypted private key; one is needed"));
  }

  /// Reads the one private key of a file; empty: it holds none.
  public static Optional<PrivateKey> findKey(Path file) {
    return key(file, objects(file));
  }

  private static Optional<PrivateKey> key(Path file, List<Object> objects) {
    PrivateKey found = null;
    for (var object : objects) {
      var key =
          switch (object) {
            case PrivateKeyInfo info -> key(file, info);
            case PEMKeyPair pair -> key(file, pair.getPrivateKeyInfo());
            default -> null;
          };
      if (key != null && found != null) {
        throw new CertificateFileException(file, "holds more than one private key; one is needed");
      }
      found = key == null ? found : key;
    }
    return Optional.ofNullable(found);
  }

  /// Reads certificate and key from two files, or from one given twice. A key that lies beside its
  /// certificate wins over that of the other file: both were written together.
  public static CertificateAndKey readCertificateAndKey(Path certificateFile, Path keyFile) {
    var text = text(certificateFile);
    var key = key(certificateFile, objects(certificateFile, text));
    return new CertificateAndKey(
        parseCertificates(certificateFile, text), key.orElseGet(() -> readKey(keyFile)));
  }

  private static List<Object> objects(Path file) {
    return objects(file, text(file));
  }

  private static List<Object> objects(Path file, String text) {
    var objects = new ArrayList<Object>();
    try (var parser = new PEMParser(new StringReader(text))) {
      for (var object = parser.readObject(); object != null; object = parser.readObject()) {
        objects.add(object);
      }
    } catch (IOException e) {
      throw new CertificateFileException(file, "cannot be read as PEM", e);
    }
    return objects;
  }

  private static String text(Path file) {
    try {
      // Whatever else a file holds can be read so, and is no PEM block.
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new CertificateFileException(file, "there is no such file", e);
    } catch (IOException e) {
      throw new CertificateFileException(file, "cannot be read: " + ErrorText.of(e), e);
    }
  }

  private static X509Certificate certificate(Path file, X509CertificateHolder holder) {
    try {
      return new JcaX509CertificateConverter().getCertificate(holder);
    } catch (CertificateException e) {
      throw new CertificateFileException(file, "holds a certificate that cannot be read", e);
    }
  }

  private static PrivateKey key(Path file, PrivateKeyInfo info) {
    try {
      return new JcaPEMKeyConverter().getPrivateKey(info);
    } catch (IOException e) {
      throw new CertificateFileException(file, "holds a private key that cannot be read", e);
    }
  }

  private static String certificatesText(List<X509Certificate> certificates) {
    var text = new StringBuilder();
    for (var certificate : certificates) {
      try {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateException e) {
        throw new IllegalStateException("a certificate without encoding", e);
      }
    }
    return text.toString();
  }

  private static String keyText(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String rsaKeyText(Path file, PrivateKey key) {
    try {
      var inner = PrivateKeyInfo.getInstance(key.getEncoded()).parsePrivateKey();
      return block("RSA PRIVATE KEY", inner.toASN1Primitive().getEncoded());
    } catch (IOException e) {
      throw new CertificateFileException(file, "would hold a key without encoding", e);
    }
  }

  private static String block(String type, byte[] content) {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return text.toString();
  }

  private static void replace(Path file, String text, Readers readers) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      WholeFile.replace(file, text.getBytes(StandardCharsets.US_ASCII), Durability.LAZY, readers);
    } catch (IOException e) {
      throw new CertificateFileException(file, "cannot be written", e);
    }
  }
}
