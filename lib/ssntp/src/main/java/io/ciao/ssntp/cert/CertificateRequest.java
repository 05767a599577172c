package io.ciao.ssntp.cert;

import io.ciao.ssntp.frame.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// What the holder of a key asks of a certificate authority (PKCS#10). Roles and UUID are not the
/// holder's to name: they are no part of it.
///
/// @param commonName subject CN; empty: none
/// @param organizations subject O entries
/// @param hosts alternative names: DNS names and IP addresses, each in its text form
/// @param emails alternative names
/// @param key the public half of the holder's key, whose private half has signed the request
/// @param der its encoding
public record CertificateRequest(
    String commonName,
    List<String> organizations,
    List<String> hosts,
    List<String> emails,
    PublicKey key,
    Bytes der) {

  /// Copies the lists.
  public CertificateRequest {
    organizations = List.copyOf(organizations);
    hosts = List.copyOf(hosts);
    emails = List.copyOf(emails);
  }

  /// Makes one, signed with the key. Of the spec, name, organizations, hosts and emails are used.
  public static CertificateRequest create(CertificateSpec spec, KeyPair keys) {
    try {
      var subject = CertificateAuthority.subject(spec);
      var builder = new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic());
      var names = CertificateAuthority.names(spec);
      if (names.getNames().length > 0) {
        var extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false, names);
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      var algorithm = KeyPairs.signatureAlgorithm(keys.getPrivate());
      var signer = new JcaContentSignerBuilder(algorithm).build(keys.getPrivate());
      return new CertificateRequest(
          spec.commonName(),
          spec.organizations(),
          spec.hosts(),
          spec.emails(),
          keys.getPublic(),
          Bytes.wrap(builder.build(signer).getEncoded()));
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("request a certificate for '" + spec.commonName() + "'", e);
    }
  }

  /// Reads one and checks its signature.
  ///
  /// @throws CertificateFileException naming the file, if it was not signed with its own key
  static CertificateRequest checked(Path file, PKCS10CertificationRequest request) {
    try {
      var key = new JcaPKCS10CertificationRequest(request).getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new CertificateFileException(
            file, "holds a request that was changed or signed with another key than its own");
      }
      var names = names(request);
      return new CertificateRequest(
          String.join(" ", subject(request, BCStyle.CN)),
          subject(request, BCStyle.O),
          hosts(names),
          texts(names, GeneralName.rfc822Name),
          key,
          Bytes.wrap(request.getEncoded()));
    } catch (GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | IOException
        | IllegalArgumentException
        | IllegalStateException e) {
      throw new CertificateFileException(file, "holds a request that cannot be read", e);
    }
  }

  private static List<String> subject(
      PKCS10CertificationRequest request, ASN1ObjectIdentifier attribute) {
    return PeerIdentity.values(request.getSubject(), attribute);
  }

  private static List<GeneralName> names(PKCS10CertificationRequest request) {
    var extensions = request.getRequestedExtensions();
    var names =
        extensions == null
            ? null
            : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    return names == null ? List.of() : List.of(names.getNames());
  }

  private static List<String> hosts(List<GeneralName> names) throws UnknownHostException {
    var hosts = new ArrayList<>(texts(names, GeneralName.dNSName));
    for (var name : names) {
      if (name.getTagNo() == GeneralName.iPAddress) {
        var octets = ASN1OctetString.getInstance(name.getName()).getOctets();
        hosts.add(InetAddress.getByAddress(octets).getHostAddress());
      }
    }
    return hosts;
  }

  private static List<String> texts(List<GeneralName> names, int tag) {
    return names.stream()
        .filter(name -> name.getTagNo() == tag)
        .map(name -> ((ASN1String) name.getName()).getString())
        .toList();
  }
}
