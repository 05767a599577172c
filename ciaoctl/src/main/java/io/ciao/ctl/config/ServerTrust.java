package io.ciao.ctl.config;

import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Trusts exactly what the JDK trusts. Its check of names begins with reading the 150 public
/// authorities of its installation, to tell how far a wildcard may reach, which takes a third of a
/// handshake; where a certificate names the server to the letter, nothing is left to be told.
final class ServerTrust extends X509ExtendedTrustManager {
  private static final String HTTPS = "HTTPS";
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final X509ExtendedTrustManager jdk;

  private ServerTrust(X509ExtendedTrustManager jdk) {
    this.jdk = jdk;
  }

  /// The same trust managers, with this before those that check names.
  static TrustManager[] around(TrustManager[] managers) {
    var around = managers.clone();
    for (int i = 0; i < around.length; i++) {
      if (around[i] instanceof X509ExtendedTrustManager jdk) {
        around[i] = new ServerTrust(jdk);
      }
    }
    return around;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    if (!(socket instanceof SSLSocket tls) || !namesExactly(chain, tls)) {
      jdk.checkServerTrusted(chain, authType, socket);
      return;
    }
    var parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("");
    tls.setSSLParameters(parameters);
    try {
      jdk.checkServerTrusted(chain, authType, socket);
    } finally {
      parameters.setEndpointIdentificationAlgorithm(HTTPS);
      tls.setSSLParameters(parameters);
    }
  }

  /// Whether names are to be checked, and the name is there.
  private static boolean namesExactly(X509Certificate[] chain, SSLSocket tls)
      throws CertificateParsingException {
    return chain.length > 0
        && HTTPS.equals(tls.getSSLParameters().getEndpointIdentificationAlgorithm())
        && isNamed(chain[0].getSubjectAlternativeNames(), tls.getHandshakeSession().getPeerHost());
  }

  /// Whether the host stands among the names of a certificate letter by letter: an address among
  /// its addresses, a name among its DNS names.
  static boolean isNamed(@Nullable Collection<List<?>> names, @Nullable String host) {
    if (names == null || host == null) {
      return false;
    }
    var address = address(host);
    for (var name : names) {
      if (name.size() != 2 || !(name.get(1) instanceof String text)) {
        continue;
      }
      if (address == null
          ? name.getFirst().equals(DNS_NAME) && text.equalsIgnoreCase(host)
          : name.getFirst().equals(IP_ADDRESS) && address.equals(address(text))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    jdk.checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    jdk.checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return jdk.getAcceptedIssuers();
  }
}
