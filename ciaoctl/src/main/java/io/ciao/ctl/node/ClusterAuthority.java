package io.ciao.ctl.node;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ssntp.cert.CertificateFileException;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PemFiles;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// The authority of a cluster that is met for the first time: whatever answers there says who it
/// is, and is believed only if that is the key that the token names.
final class ClusterAuthority {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int BYTES_MAX = 1 << 20;
  private static final X509Certificate[] NONE = {};

  private ClusterAuthority() {}

  /// Asks for the authority. Nothing that is secret is sent.
  ///
  /// @param fingerprint of its public key
  /// @throws RefusedException if another authority answers
  static X509Certificate find(URI server, String fingerprint) throws IOException {
    var found = PemFiles.parseCertificates(Path.of(server + "/authority"), ask(server));
    for (var certificate : found) {
      if (KeyPairs.fingerprint(certificate.getPublicKey()).equals(fingerprint)) {
        return certificate;
      }
    }
    throw new RefusedException(
        "%s is no apiserver of the token's cluster: its authority has the key %s, and the token names %s; is the address right, and nobody in between?"
            .formatted(server, KeyPairs.fingerprint(found.getFirst().getPublicKey()), fingerprint));
  }

  private static String ask(URI server) throws IOException {
    var calls = new HttpCalls(List.of(server), context(new Anybody()), LIMIT, _ -> {});
    try (var client = new ApiClient(calls);
        var body = client.stream("/authority")) {
      return new String(body.readNBytes(BYTES_MAX), StandardCharsets.US_ASCII);
    } catch (CertificateFileException e) {
      throw new RefusedException(server + " does not say who its authority is: " + e.getMessage());
    }
  }

  /// TLS with servers of that authority alone.
  static SSLContext trusting(X509Certificate authority) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", authority);
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return context(factory.getTrustManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("TLS with the cluster's authority", e);
    }
  }

  private static SSLContext context(TrustManager... trust) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS of a client", e);
    }
  }

  /// Takes every server: for the one question whose answer is compared with the token.
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return NONE;
    }
  }
}
