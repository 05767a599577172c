package io.ciao.ctl.config;

import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.OwnKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// TLS of a client, with or without a certificate of its own.
final class ClientTls {
  private ClientTls() {}

  static SSLContext context(List<X509Certificate> trusted, @Nullable CertificateAndKey own) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (var i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry("trusted-" + i, trusted.get(i));
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      var keys = own == null ? new KeyManager[0] : new KeyManager[] {new OwnKey(own)};
      context.init(keys, ServerTrust.around(trust.getTrustManagers()), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("TLS of a client", e);
    }
  }
}
