package io.ciao.ssntp.transport;

import io.ciao.basis.text.ErrorText;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a client looks for its server.
public enum ServerSearch {
  /// At the addresses that it was given.
  GIVEN,
  /// There first, then as the original: at the IP addresses that the trusted authorities'
  /// certificates name, at their DNS names, and at `localhost`; all at the port of the first that
  /// was given, or at SSNTP's. The authority is then the record of where the server is.
  GIVEN_THEN_AUTHORITY;

  private static final Logger LOG = LoggerFactory.getLogger(ServerSearch.class);
  private static final Integer DNS_NAME = 2;
  private static final Integer IP_ADDRESS = 7;

  /// The addresses to try, in order, none twice.
  List<HostPort> addresses(List<HostPort> given, List<X509Certificate> trusted) {
    var addresses = new LinkedHashSet<>(given);
    if (this == GIVEN_THEN_AUTHORITY) {
      var port = given.isEmpty() ? HostPort.DEFAULT_PORT : given.getFirst().port();
      add(addresses, trusted, IP_ADDRESS, port);
      add(addresses, trusted, DNS_NAME, port);
      addresses.add(new HostPort("localhost", port));
    }
    return List.copyOf(addresses);
  }

  private static void add(
      Collection<HostPort> addresses, List<X509Certificate> trusted, Integer sort, int port) {
    for (var authority : trusted) {
      try {
        var names = authority.getSubjectAlternativeNames();
        for (var name : names == null ? List.<List<?>>of() : names) {
          // A wildcard is a name to be checked against, not one to be dialled.
          if (sort.equals(name.get(0)) && name.get(1) instanceof String host && isHost(host)) {
            addresses.add(new HostPort(host, port));
          }
        }
      } catch (CertificateParsingException e) {
        LOG.warn(
            "names of an authority cannot be read authority={} problem={}",
            authority.getSubjectX500Principal(),
            ErrorText.of(e));
      }
    }
  }

  private static boolean isHost(String name) {
    return !name.isBlank() && !name.contains("*");
  }
}
