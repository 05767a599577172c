package io.ciao.ctl.cert;

import io.ciao.ctl.session.RefusedException;
import io.ciao.ssntp.cert.ChainCheck;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.PemFiles;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Checks that a certificate is valid and leads to an anchor.
@Command(
    name = "verify",
    description = "Check that a certificate is valid now, signed by an anchor, and fits its key.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  ciaoctl cert verify cert-CNAgent-cn1.pem --anchor CAcert-sched.example.pem"
    })
public final class CertVerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "PEM file; issuers behind the certificate.")
  private @Nullable Path file;

  @Option(
      names = "--anchor",
      paramLabel = "FILE",
      required = true,
      description = "PEM file with the certificates that are trusted.")
  private @Nullable Path anchor;

  @Override
  public Integer call() {
    var from = Objects.requireNonNull(file, "picocli requires it");
    var chain = PemFiles.readCertificates(from);
    var trusted = PemFiles.readCertificates(Objects.requireNonNull(anchor, "picocli requires it"));
    ChainCheck.problem(chain, trusted, InstantSource.system().instant())
        .ifPresent(
            problem -> {
              throw new RefusedException("%s: %s".formatted(from, problem));
            });
    refuseAnotherKey(from, chain.getFirst());
    var own = chain.getFirst();
    OutputArguments.out()
        .println(
            "%s is valid until %s for %s, signed by '%s'"
                .formatted(
                    from, own.getNotAfter().toInstant(), roles(own), own.getIssuerX500Principal()));
    return 0;
  }

  private static void refuseAnotherKey(Path from, X509Certificate own) {
    var key = PemFiles.findKey(from);
    if (key.isPresent()
        && !KeyPairs.publicOf(key.get()).filter(own.getPublicKey()::equals).isPresent()) {
      throw new RefusedException(
          "%s holds a key that is not the certificate's; its own is needed".formatted(from));
    }
  }

  private static String roles(X509Certificate own) {
    var roles = PeerIdentity.of(own).roles();
    return roles.isEmpty() ? "no role" : roles.toString();
  }
}
