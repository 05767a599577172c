package io.ciao.ctl.cert;

import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.CertificateRequest;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PeerIdentity;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Subjects that the API gives rights to. Pure.
final class Subjects {
  private static final String NODES = "system:nodes";
  private static final List<String> RESERVED = List.of("system:", "ciao:");
  private static final Pattern NODE = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  private Subjects() {}

  /// The common name of that node.
  static String node(String name) {
    if (!NODE.matcher(name).matches()) {
      throw new UsageException(
          "--node \"%s\" is no node's name; small letters, digits, '-' and '.' are needed"
              .formatted(name));
    }
    return PeerIdentity.NODE_PREFIX + name;
  }

  /// A node's subject where a node is named.
  ///
  /// @param node its name; null: it is no node's
  static CertificateSpec of(
      Validity validity, @Nullable String node, String commonName, List<String> organizations) {
    return node == null
        ? validity.named(commonName).withOrganizations(organizations)
        : validity.named(node(node)).withOrganizations(NODES);
  }

  /// Refuses a request for a subject with rights that the signer has not named: whoever sends a
  /// request would else say themselves what they may do.
  ///
  /// @param node whom the signer takes the requester for; null: for no node
  static void refuseRightsAskedFor(String from, CertificateRequest request, @Nullable String node) {
    var asked =
        Stream.concat(Stream.of(request.commonName()), request.organizations().stream())
            .filter(name -> RESERVED.stream().anyMatch(name::startsWith))
            .toList();
    var allowed = node == null ? List.<String>of() : List.of(node(node), NODES);
    if (!allowed.containsAll(asked)) {
      throw new RefusedException(
          "%s asks to be %s, which the API gives rights to; a node is signed with --node NAME, a person's certificate is made by: ciaoctl cert user"
              .formatted(from, String.join(", ", asked)));
    }
  }

  /// Who may be named as a person.
  static void refuseSystem(Stream<String> names) {
    names
        .filter(name -> name.startsWith("system:") || name.isBlank())
        .findFirst()
        .ifPresent(
            name -> {
              throw new UsageException(
                  "\"%s\" is no name of a person or tenant; a node's certificate is made by: ciaoctl cert role --node NAME"
                      .formatted(name));
            });
  }
}
