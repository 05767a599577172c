package io.ciao.ssntp.cert;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util;

/// Makes keys, and says what belongs to one.
public final class KeyPairs {
  private static final String CURVE = "secp256r1";
  private static final int RSA_BITS = 2048;

  private KeyPairs() {}

  /// A new key on the curve P-256.
  public static KeyPair newEc(SecureRandom random) {
    return make("EC", new ECGenParameterSpec(CURVE), random);
  }

  /// A new RSA key of 2048 bits.
  public static KeyPair newRsa(SecureRandom random) {
    return make("RSA", new RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4), random);
  }

  private static KeyPair make(String algorithm, AlgorithmParameterSpec size, SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot make " + algorithm + " keys", e);
    }
  }

  /// The public half of a private key; empty: it is neither RSA nor EC.
  public static Optional<PublicKey> publicOf(PrivateKey key) {
    try {
      return switch (key) {
        case RSAPrivateCrtKey rsa ->
            Optional.of(
                KeyFactory.getInstance("RSA")
                    .generatePublic(
                        new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent())));
        case ECPrivateKey ec -> {
          var curve = EC5Util.convertSpec(ec.getParams());
          var point = EC5Util.convertPoint(curve.getG().multiply(ec.getS()).normalize());
          yield Optional.of(
              KeyFactory.getInstance("EC")
                  .generatePublic(new ECPublicKeySpec(point, ec.getParams())));
        }
        default -> Optional.empty();
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("public half of a key of " + key.getAlgorithm(), e);
    }
  }

  /// SHA-256 of the public key as it stands in certificates and requests, in hex.
  public static String fingerprint(PublicKey key) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  /// How that key signs.
  static String signatureAlgorithm(PrivateKey key) {
    return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
  }
}
