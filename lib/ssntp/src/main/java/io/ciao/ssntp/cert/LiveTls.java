package io.ciao.ssntp.cert;

import io.ciao.basis.text.ErrorText;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program's TLS material as it is in its files now: whoever makes a connection asks here, so
/// that a renewed certificate is used from the next connection on and none that is open ends.
///
/// Files that cannot be read for once leave what was read before. Safe for many threads.
public final class LiveTls implements Supplier<TlsIdentity> {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTls.class);
  private static final String ALIAS = "own";

  private final TlsFiles files;
  private Held held;

  /// Of what is held; null until it is asked for, which takes longer than reading.
  private @Nullable SSLContext context;

  /// What was read, and of which files.
  private record Held(List<Object> marks, TlsIdentity identity) {}

  private LiveTls(TlsFiles files, Held held) {
    this.files = files;
    this.held = held;
  }

  /// Reads the files for the first time.
  ///
  /// @throws CertificateFileException if they cannot be read
  public static LiveTls of(TlsFiles files) {
    return new LiveTls(files, read(files, marks(files)));
  }

  /// Where it lies.
  public TlsFiles files() {
    return files;
  }

  @Override
  public TlsIdentity get() {
    return current().identity();
  }

  /// For clients: another context for each certificate, so that no session of the last is resumed.
  public synchronized SSLContext sslContext() {
    var identity = get();
    var made = context;
    if (made == null) {
      made = identity.sslContext();
      context = made;
    }
    return made;
  }

  /// For who keeps it, servers above all: it shows the present certificate, and trusts the
  /// authorities that are there now.
  public SSLContext serverContext() {
    try {
      var made = SSLContext.getInstance("TLS");
      made.init(new KeyManager[] {keyManager()}, new TrustManager[] {get().trustManager()}, null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS of " + files.certificate(), e);
    }
  }

  /// For servers, which keep it: what it shows is always the present certificate.
  public X509ExtendedKeyManager keyManager() {
    return new Keys();
  }

  private synchronized Held current() {
    var marks = marks(files);
    if (!marks.equals(held.marks())) {
      try {
        var read = read(files, marks);
        if (!read.identity().own().chain().equals(held.identity().own().chain())) {
          LOG.info(
              "tls certificate changed file={} serial={} until={}",
              files.certificate(),
              read.identity().own().certificate().getSerialNumber().toString(16),
              read.identity().own().certificate().getNotAfter().toInstant());
        }
        held = read;
        context = null;
      } catch (RuntimeException e) {
        LOG.warn(
            "tls files cannot be read, what was read before goes on file={} problem={}",
            files.certificate(),
            ErrorText.of(e));
        held = new Held(marks, held.identity());
      }
    }
    return held;
  }

  private static Held read(TlsFiles files, List<Object> marks) {
    var identity = files.read();
    var own = identity.own();
    var key = KeyPairs.publicOf(own.key());
    if (key.isPresent() && !key.get().equals(own.certificate().getPublicKey())) {
      // Both are being replaced, one by one.
      throw new CertificateFileException(
          files.certificate(), "holds a certificate for another key than that of " + files.key());
    }
    return new Held(marks, identity);
  }

  /// What tells one version of the files from the next: each is replaced as a whole.
  private static List<Object> marks(TlsFiles files) {
    return List.of(mark(files.authority()), mark(files.certificate()), mark(files.key()));
  }

  private static Object mark(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return List.of(
          String.valueOf(attributes.fileKey()), attributes.lastModifiedTime(), attributes.size());
    } catch (IOException e) {
      return "none";
    }
  }

  private final class Keys extends X509ExtendedKeyManager {
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return aliases(keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(keyTypes);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return aliases(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(keyType);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return get().own().chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return get().own().key();
    }

    private String @Nullable [] aliases(String keyType) {
      var alias = alias(keyType);
      return alias == null ? null : new String[] {alias};
    }

    /// Java asks for each kind of key in turn; TLS 1.2 calls some by the exchange they serve.
    private @Nullable String alias(String... keyTypes) {
      var own = get().own().key().getAlgorithm();
      for (var type : keyTypes) {
        if (type.equals(own) || type.startsWith(own + "_")) {
          return ALIAS;
        }
      }
      return null;
    }
  }
}
