package io.ciao.ssntp.cert;

import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a certificate to be issued says.
///
/// @param commonName subject CN; empty: left out
/// @param organizations subject O entries
/// @param roles SSNTP roles, as extended key usages beside serverAuth and clientAuth
/// @param hosts alternative names: DNS names and IP addresses, each in its text form
/// @param emails alternative names: addresses of people to ask
/// @param uuid as alternative name `urn:uuid:…`; null: left out
/// @param notBefore first moment of validity
/// @param notAfter last moment of validity, after `notBefore`
public record CertificateSpec(
    String commonName,
    List<String> organizations,
    Roles roles,
    List<String> hosts,
    List<String> emails,
    @Nullable UUID uuid,
    Instant notBefore,
    Instant notAfter) {

  /// Copies the lists, checks the validity.
  public CertificateSpec {
    organizations = List.copyOf(organizations);
    hosts = List.copyOf(hosts);
    emails = List.copyOf(emails);
    if (!notAfter.isAfter(notBefore)) {
      throw new IllegalArgumentException(
          "certificate for '%s' would be valid from %s to %s; the end must be later"
              .formatted(commonName, notBefore, notAfter));
    }
  }

  /// A subject without roles, hosts and UUID.
  public static CertificateSpec named(String commonName, Instant notBefore, Instant notAfter) {
    return new CertificateSpec(
        commonName, List.of(), Roles.NONE, List.of(), List.of(), null, notBefore, notAfter);
  }

  /// The same with these organizations.
  public CertificateSpec withOrganizations(String... names) {
    return withOrganizations(List.of(names));
  }

  /// The same with these organizations.
  public CertificateSpec withOrganizations(List<String> names) {
    return new CertificateSpec(commonName, names, roles, hosts, emails, uuid, notBefore, notAfter);
  }

  /// The same with these roles.
  public CertificateSpec withRoles(Role... newRoles) {
    return withRoles(Roles.of(newRoles));
  }

  /// The same with these roles.
  public CertificateSpec withRoles(Roles newRoles) {
    return new CertificateSpec(
        commonName, organizations, newRoles, hosts, emails, uuid, notBefore, notAfter);
  }

  /// The same with these DNS names and IP addresses.
  public CertificateSpec withHosts(List<String> newHosts) {
    return new CertificateSpec(
        commonName, organizations, roles, newHosts, emails, uuid, notBefore, notAfter);
  }

  /// The same with these addresses of people.
  public CertificateSpec withEmails(List<String> newEmails) {
    return new CertificateSpec(
        commonName, organizations, roles, hosts, newEmails, uuid, notBefore, notAfter);
  }

  /// The same with this UUID.
  public CertificateSpec withUuid(UUID newUuid) {
    return new CertificateSpec(
        commonName, organizations, roles, hosts, emails, newUuid, notBefore, notAfter);
  }
}
