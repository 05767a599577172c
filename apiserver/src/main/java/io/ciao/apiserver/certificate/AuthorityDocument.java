package io.ciao.apiserver.certificate;

import io.ciao.apiserver.exchange.Answer;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PemFiles;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// `/authority`: the certificates of the cluster's authority, for everybody. Who joins compares
/// their keys with what its token says.
public final class AuthorityDocument {
  private static final String PATH = "/authority";

  private final List<X509Certificate> certificates;

  private AuthorityDocument(List<X509Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
  }

  /// One that shows these.
  ///
  /// @param certificates at least one; the first one signs
  public static AuthorityDocument of(List<X509Certificate> certificates) {
    return new AuthorityDocument(certificates);
  }

  /// SHA-256 of the public key of the authority, in hex.
  public String fingerprint() {
    return KeyPairs.fingerprint(certificates.getFirst().getPublicKey());
  }

  /// The answer to a GET of that path; empty for others.
  public Optional<Answer> answer(String path) {
    return path.equals(PATH)
        ? Optional.of(
            Answer.bytes(
                200,
                "application/x-pem-file",
                PemFiles.text(certificates).getBytes(StandardCharsets.US_ASCII)))
        : Optional.empty();
  }
}
