package io.ciao.ssntp.cert;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Offers one certificate, whatever authorities the peer names: who does not believe it says why.
///
/// The managers of a key store would encrypt the key in memory and decrypt it again, with ten
/// thousand rounds of derivation each (`keystore.pkcs12.keyPbeIterationCount`), which takes longer
/// than the handshake.
public final class OwnKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "own";

  private final CertificateAndKey own;
  private final String algorithm;

  /// Offers that one.
  public OwnKey(CertificateAndKey own) {
    this.own = own;
    this.algorithm = own.certificate().getPublicKey().getAlgorithm();
  }

  private @Nullable String aliasFor(String... keyTypes) {
    for (var type : keyTypes) {
      if (isOwn(type)) {
        return ALIAS;
      }
    }
    return null;
  }

  /// Up to TLS 1.2 the algorithm of the issuer's key may follow: `EC_RSA`.
  private boolean isOwn(String keyType) {
    return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
  }

  @Override
  public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return aliasFor(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return aliasFor(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return aliasFor(keyType);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal[] issuers, SSLEngine engine) {
    return aliasFor(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
    return aliases(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
    return aliases(keyType);
  }

  private String @Nullable [] aliases(String keyType) {
    return isOwn(keyType) ? new String[] {ALIAS} : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return alias.equals(ALIAS) ? own.chain().toArray(X509Certificate[]::new) : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return alias.equals(ALIAS) ? own.key() : null;
  }
}
