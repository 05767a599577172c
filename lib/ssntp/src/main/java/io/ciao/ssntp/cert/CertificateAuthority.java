package io.ciao.ssntp.cert;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority: a self-signed certificate and its key, and the certificates it issues.
///
/// Keys are EC P-256, and RSA where people's tools use or check them: several Kubernetes clients
/// read no EC keys, and a program that lives for one request checks an RSA signature in a tenth of
/// the time (Java makes tables of P-256 first). Safe for many threads if its random source is
/// ({@link SecureRandom} is).
public final class CertificateAuthority {

  private static final int SERIAL_BITS = 127;

  private final CertificateAndKey authority;
  private final SecureRandom random;

  private CertificateAuthority(CertificateAndKey authority, SecureRandom random) {
    this.authority = authority;
    this.random = random;
  }

  /// Makes a new authority with a new key. The hosts serve originals, which look for their server
  /// in the authority's names. With roles it is an endpoint's certificate too, as the original's
  /// anchor.
  public static CertificateAuthority create(CertificateSpec spec, SecureRandom random) {
    return create(spec, KeyPairs.newEc(random), random);
  }

  /// As [#create], with an RSA key: for an authority whose signatures people's tools check.
  public static CertificateAuthority createForPeople(CertificateSpec spec, SecureRandom random) {
    return create(spec, KeyPairs.newRsa(random), random);
  }

  private static CertificateAuthority create(
      CertificateSpec spec, KeyPair keys, SecureRandom random) {
    var subject = subject(spec);
    try {
      var builder = builder(subject, subject, keys.getPublic(), spec, random);
      var extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      var uses = KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature;
      if (spec.roles().isEmpty()) {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(uses));
      } else {
        builder.addExtension(
            Extension.keyUsage, true, new KeyUsage(uses | KeyUsage.keyEncipherment));
        builder.addExtension(Extension.extendedKeyUsage, false, usages(spec));
      }
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(keys.getPublic()));
      addNames(builder, spec);
      var certificate = sign(builder, keys.getPrivate());
      return new CertificateAuthority(
          new CertificateAndKey(List.of(certificate), keys.getPrivate()), random);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("make certificate authority '" + spec.commonName() + "'", e);
    }
  }

  /// An authority made earlier.
  public static CertificateAuthority of(CertificateAndKey authority, SecureRandom random) {
    if (authority.certificate().getBasicConstraints() < 0) {
      throw new IllegalArgumentException(
          "certificate of %s is no certificate authority's"
              .formatted(authority.certificate().getSubjectX500Principal()));
    }
    return new CertificateAuthority(authority, random);
  }

  /// The authority's own certificate and key, to keep in a file.
  public CertificateAndKey certificateAndKey() {
    return authority;
  }

  /// The authority's own certificate, to trust.
  public X509Certificate certificate() {
    return authority.certificate();
  }

  /// Issues a certificate for a new key.
  public CertificateAndKey issue(CertificateSpec spec) {
    var keys = KeyPairs.newEc(random);
    return new CertificateAndKey(List.of(issue(spec, keys.getPublic())), keys.getPrivate());
  }

  /// Issues a certificate for a new RSA key: a person's, or that of a server that people's tools
  /// speak to.
  public CertificateAndKey issueForPeople(CertificateSpec spec) {
    var keys = KeyPairs.newRsa(random);
    return new CertificateAndKey(List.of(issue(spec, keys.getPublic())), keys.getPrivate());
  }

  /// Issues a certificate for a key that its owner keeps.
  public X509Certificate issue(CertificateSpec spec, PublicKey key) {
    var issuer = X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded());
    try {
      var builder = builder(issuer, subject(spec), key, spec, random);
      var extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      builder.addExtension(Extension.extendedKeyUsage, false, usages(spec));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(certificate().getPublicKey()));
      addNames(builder, spec);
      return sign(builder, authority.key());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("issue a certificate for '" + spec.commonName() + "'", e);
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, CertificateSpec spec, SecureRandom random) {
    // An odd number is never 0, which the serial may not be.
    var serial = new BigInteger(SERIAL_BITS, random).setBit(0);
    return new JcaX509v3CertificateBuilder(
        issuer, serial, date(spec.notBefore()), date(spec.notAfter()), subject, key);
  }

  @SuppressWarnings("JavaUtilDate") // what Bouncy Castle takes
  private static Date date(Instant instant) {
    return Date.from(instant);
  }

  static X500Name subject(CertificateSpec spec) {
    var name = new X500NameBuilder(BCStyle.INSTANCE);
    spec.organizations().forEach(organization -> name.addRDN(BCStyle.O, organization));
    if (!spec.commonName().isEmpty()) {
      name.addRDN(BCStyle.CN, spec.commonName());
    }
    return name.build();
  }

  private static ExtendedKeyUsage usages(CertificateSpec spec) {
    var purposes = new ArrayList<KeyPurposeId>();
    purposes.add(KeyPurposeId.id_kp_serverAuth);
    purposes.add(KeyPurposeId.id_kp_clientAuth);
    for (var role : spec.roles().toList()) {
      purposes.add(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(role.oid())));
    }
    return new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new));
  }

  private static void addNames(X509v3CertificateBuilder builder, CertificateSpec spec)
      throws IOException {
    var names = names(spec);
    if (names.getNames().length > 0) {
      builder.addExtension(Extension.subjectAlternativeName, false, names);
    }
  }

  static GeneralNames names(CertificateSpec spec) {
    var names = new ArrayList<GeneralName>();
    for (var host : spec.hosts()) {
      names.add(
          new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host));
    }
    spec.emails().forEach(email -> names.add(new GeneralName(GeneralName.rfc822Name, email)));
    if (spec.uuid() != null) {
      names.add(
          new GeneralName(
              GeneralName.uniformResourceIdentifier, PeerIdentity.UUID_URI_PREFIX + spec.uuid()));
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static boolean isAddress(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      var signer = new JcaContentSignerBuilder(KeyPairs.signatureAlgorithm(key)).build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("sign with a key of algorithm " + key.getAlgorithm(), e);
    }
  }
}
