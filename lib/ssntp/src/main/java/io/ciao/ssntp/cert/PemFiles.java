package io.ciao.ssntp.cert;

import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// Certificates and keys as PEM files. Reads PKCS#8, PKCS#1 and SEC1 keys, writes PKCS#8.
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
    replace(file, certificatesText(both.chain()) + keyText(both.key()), Readers.OWNER);
  }

  /// Reads the certificates of a file, in order; at least one. Keys in it are passed over.
  public static List<X509Certificate> readCertificates(Path file) {
    var certificates = new ArrayList<X509Certificate>();
    for (var object : objects(file)) {
      if (object instanceof X509CertificateHolder holder) {
        certificates.add(certificate(file, holder));
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateFileException(
          file, "holds no CERTIFICATE block; at least one is needed");
    }
    return List.copyOf(certificates);
  }

  /// Reads the one private key of a file. Certificates in it are passed over.
  public static PrivateKey readKey(Path file) {
    PrivateKey found = null;
    for (var object : objects(file)) {
      var key =
          switch (object) {
            case PrivateKeyInfo info -> key(file, info);
            case PEMKeyPair pair -> key(file, pair.getPrivateKeyInfo());
            default -> null;
          };
      if (key != null && found != null) {
        throw new CertificateFileException(file, "holds more than one private key");
      }
      found = key == null ? found : key;
    }
    if (found == null) {
      throw new CertificateFileException(file, "holds no unencrypted private key");
    }
    return found;
  }

  /// Reads certificate and key from two files, or from one given twice.
  public static CertificateAndKey readCertificateAndKey(Path certificateFile, Path keyFile) {
    return new CertificateAndKey(readCertificates(certificateFile), readKey(keyFile));
  }

  private static List<Object> objects(Path file) {
    var objects = new ArrayList<Object>();
    try (var parser = new PEMParser(new StringReader(Files.readString(file)))) {
      for (var object = parser.readObject(); object != null; object = parser.readObject()) {
        objects.add(object);
      }
    } catch (IOException e) {
      throw new CertificateFileException(file, "cannot be read as PEM", e);
    }
    return objects;
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
