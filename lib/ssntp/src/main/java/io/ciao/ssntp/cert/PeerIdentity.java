package io.ciao.ssntp.cert;

import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// Who a certificate says its holder is. Only as good as the chain that was verified before.
///
/// @param commonName subject CN; empty: none
/// @param organizations subject O entries in order
/// @param roles the SSNTP roles among its extended key usages
/// @param uuid the one `urn:uuid:` among its alternative names; empty: none, or more than one
public record PeerIdentity(
    String commonName, List<String> organizations, Roles roles, Optional<UUID> uuid) {

  /// What the common name of a node's certificate begins with; the node's name follows.
  public static final String NODE_PREFIX = "system:node:";

  /// What the common name of a concentrator's certificate begins with; the name of the node that
  /// carries it follows.
  public static final String CONCENTRATOR_PREFIX = "system:concentrator:";

  static final String UUID_URI_PREFIX = "urn:uuid:";

  private static final Integer URI_NAME = 6;

  private static final Pattern UUID_TEXT =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  /// Copies the list.
  public PeerIdentity {
    organizations = List.copyOf(organizations);
  }

  /// Reads a certificate. An extension that cannot be read counts as absent, which can only take
  /// rights away.
  public static PeerIdentity of(X509Certificate certificate) {
    var subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    var names = values(subject, BCStyle.CN);
    return new PeerIdentity(
        names.isEmpty() ? "" : names.getFirst(),
        values(subject, BCStyle.O),
        roles(certificate),
        uuid(certificate));
  }

  /// The name of the node whose certificate it is; empty: the common name is no node's.
  public Optional<String> nodeName() {
    return after(NODE_PREFIX);
  }

  /// The node that holds the certificate, as its own or for a concentrator that it carries: with
  /// that node it is revoked. Empty: no node does.
  public Optional<String> holderNode() {
    return nodeName().or(() -> after(CONCENTRATOR_PREFIX));
  }

  private Optional<String> after(String prefix) {
    return commonName.startsWith(prefix) && commonName.length() > prefix.length()
        ? Optional.of(commonName.substring(prefix.length()))
        : Optional.empty();
  }

  /// Whether that organization is among the subject's.
  public boolean memberOf(String organization) {
    return organizations.contains(organization);
  }

  static List<String> values(X500Name subject, ASN1ObjectIdentifier attribute) {
    var values = new ArrayList<String>();
    for (var rdn : subject.getRDNs()) {
      for (var pair : rdn.getTypesAndValues()) {
        // Not by a printing helper: those escape commas, and rules compare whole names.
        if (pair.getType().equals(attribute) && pair.getValue() instanceof ASN1String value) {
          values.add(value.getString());
        }
      }
    }
    return values;
  }

  private static Roles roles(X509Certificate certificate) {
    try {
      var usages = certificate.getExtendedKeyUsage();
      var roles = new ArrayList<Role>();
      for (var usage : usages == null ? List.<String>of() : usages) {
        Role.fromOid(usage).ifPresent(roles::add);
      }
      return Roles.of(roles);
    } catch (CertificateParsingException _) {
      return Roles.NONE;
    }
  }

  private static Optional<UUID> uuid(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      var found = new ArrayList<UUID>();
      for (var name : names == null ? List.<List<?>>of() : names) {
        if (URI_NAME.equals(name.get(0)) && name.get(1) instanceof String uri) {
          uuidOf(uri).ifPresent(found::add);
        }
      }
      return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    } catch (CertificateParsingException _) {
      return Optional.empty();
    }
  }

  private static Optional<UUID> uuidOf(String uri) {
    if (!uri.startsWith(UUID_URI_PREFIX)) {
      return Optional.empty();
    }
    return parseUuid(uri.substring(UUID_URI_PREFIX.length()));
  }

  /// Reads a UUID in its full text form; empty: it is none.
  static Optional<UUID> parseUuid(String text) {
    return UUID_TEXT.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }
}
