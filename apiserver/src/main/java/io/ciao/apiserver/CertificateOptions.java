package io.ciao.apiserver;

import io.ciao.program.Flag;
import io.ciao.program.Given;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which certificates an apiserver signs, and which it shows.
///
/// @param authorityKey the key of the authority in `ca.pem`; null if it signs none
/// @param validity how long a node's lives
/// @param serving certificate and key to show to who asks for one of its names; null if none
record CertificateOptions(@Nullable Path authorityKey, Duration validity, @Nullable Path serving) {
  static final CertificateOptions DEFAULT =
      new CertificateOptions(null, Duration.ofHours(24), null);

  private static final Flag<Path> CA_KEY =
      Flag.path(
          "ca-key",
          "FILE",
          "the key of the cluster's authority, whose certificate is in ca.pem: with it nodes join"
              + " by tokens and renew their certificates here (default none)");
  private static final Flag<Integer> HOURS =
      Flag.number("node-certificate-hours", "N", "how long a node's certificate lives", 1, 8760)
          .or("24");

  private static final Flag<Path> SERVING =
      Flag.path(
          "serving-certificate",
          "FILE",
          "PEM with a certificate of another authority, its issuers and its key: what clients see"
              + " that ask for one of its names; read again when it changes (default none)");

  static final List<Flag<?>> FLAGS = List.of(CA_KEY, HOURS, SERVING);

  static CertificateOptions of(Given given) {
    return new CertificateOptions(
        given.find(CA_KEY).orElse(null),
        Duration.ofHours(given.get(HOURS)),
        given.find(SERVING).orElse(null));
  }
}
