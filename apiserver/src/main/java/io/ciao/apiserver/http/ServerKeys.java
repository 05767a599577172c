package io.ciao.apiserver.http;

import io.ciao.ssntp.cert.LiveTls;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Which certificate a client sees: the given one if it asks for a name that this one has, else the
/// cluster's own. So nodes and programs, which ask for an address or a name of the cluster's, need
/// trust no other authority. Both are as they are in their files at the moment.
public final class ServerKeys extends X509ExtendedKeyManager {
  private static final String OWN = "own";
  private static final String GIVEN = "given";
  private static final Integer DNS_NAME = 2;

  private final LiveTls own;
  private final @Nullable LiveTls given;

  /// @param given null if there is none
  public ServerKeys(LiveTls own, @Nullable LiveTls given) {
    this.own = own;
    this.given = given;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    String name = asksForGiven(engine) ? GIVEN : OWN;
    String alias = of(name).keyManager().chooseEngineServerAlias(keyType, issuers, engine);
    return alias == null ? null : name;
  }

  private boolean asksForGiven(@Nullable SSLEngine engine) {
    LiveTls other = given;
    return other != null
        && engine != null
        && engine.getHandshakeSession() instanceof ExtendedSSLSession session
        && session.getRequestedServerNames().stream()
            .anyMatch(
                name ->
                    name instanceof SNIHostName host
                        && isNamed(host.getAsciiName(), other.get().own().certificate()));
  }

  /// Whether a certificate names the host, a wildcard standing for its first label.
  static boolean isNamed(String host, X509Certificate certificate) {
    String wanted = host.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    String wild = dot < 0 ? wanted : "*" + wanted.substring(dot);
    return names(certificate).stream().anyMatch(name -> name.equals(wanted) || name.equals(wild));
  }

  private static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      var all = certificate.getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (DNS_NAME.equals(name.get(0))) {
          names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateParsingException unreadable) {
      return List.of();
    }
    return names;
  }

  private LiveTls of(String alias) {
    return given != null && alias.equals(GIVEN) ? given : own;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return of(alias).keyManager().getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return of(alias).keyManager().getPrivateKey(alias);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return own.keyManager().chooseServerAlias(keyType, issuers, socket);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return own.keyManager().getServerAliases(keyType, issuers);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }
}
