package io.ciao.ssntp.cert;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/// Who a program is and whom it believes: what both ends of mutual TLS need.
///
/// @param own the program's certificate and key
/// @param trusted the authorities; the system's are not trusted beside them
public record TlsIdentity(CertificateAndKey own, List<X509Certificate> trusted) {

  /// Copies the list.
  public TlsIdentity {
    trusted = List.copyOf(trusted);
    if (trusted.isEmpty()) {
      throw new IllegalArgumentException("TLS without any trusted authority");
    }
  }

  /// What the own certificate says.
  public PeerIdentity identity() {
    return PeerIdentity.of(own.certificate());
  }

  /// A context for client and server sockets, `HttpClient`, `HttpsServer`. Protocol versions are
  /// set where it is used, by {@link TlsPolicy}.
  public SSLContext sslContext() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keyManager()}, trustManagerFactory().getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS of " + own, e);
    }
  }

  /// The own certificate for other TLS libraries.
  public X509KeyManager keyManager() {
    return new OwnKey(own);
  }

  /// The trusted authorities for other TLS libraries.
  public X509TrustManager trustManager() {
    for (var manager : trustManagerFactory().getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new IllegalStateException("this Java runtime offers no X.509 trust manager");
  }

  private TrustManagerFactory trustManagerFactory() {
    try {
      var store = emptyStore();
      for (var i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry("trusted-" + i, trusted.get(i));
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("trusted authorities cannot be used for TLS", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
