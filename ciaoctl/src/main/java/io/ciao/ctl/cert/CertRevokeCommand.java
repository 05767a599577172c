package io.ciao.ctl.cert;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.ChainCheck;
import io.ciao.ssntp.cert.PemFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes certificates count no longer.
@Command(
    name = "revoke",
    description =
        "Have the cluster refuse certificates that have not ended, and cut the connections that"
            + " show them; at once.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Nothing else changes for a node: ciaoctl node leave takes one out.",
      "",
      "Examples:",
      "  ciaoctl cert revoke --file auth-anna.pem --why 'laptop lost'",
      "  ciaoctl cert revoke 4d1f0e6a5b2c          as ciaoctl cert dump prints it",
      "  ciaoctl cert revoke --node cn2            all that it has had so far",
      "  ciaoctl get certificaterevocations        delete one, and its certificates count again"
    })
public final class CertRevokeCommand implements Callable<Integer> {
  private static final Pattern SERIAL = Pattern.compile("[1-9a-f][0-9a-f]{0,39}");

  @Mixin private Session session = new Session();

  @Parameters(
      paramLabel = "SERIAL",
      arity = "0..1",
      description = "Serial number of one certificate, hexadecimal.")
  private @Nullable String serial;

  @Option(names = "--file", paramLabel = "FILE", description = "PEM file with the certificate.")
  private @Nullable Path file;

  @Option(
      names = "--node",
      paramLabel = "NODE",
      description = "All certificates that this node has had so far.")
  private @Nullable String node;

  @Option(names = "--why", paramLabel = "TEXT", description = "For people who see it later.")
  private String why = "";

  @Override
  public Integer call() {
    if (Stream.of(Optional.ofNullable(serial), Optional.ofNullable(file), Optional.ofNullable(node))
            .filter(Optional::isPresent)
            .count()
        != 1) {
      throw new UsageException("one of SERIAL, --file FILE and --node NODE is needed");
    }
    if (node != null) {
      ofNode(node);
    } else if (file != null) {
      ofFile(file);
    } else {
      var digits = digits(String.valueOf(serial));
      one(digits, RevocationOrder.end(RevocationOrder.authorities(session.client())));
    }
    return 0;
  }

  private void ofNode(String name) {
    var known = session.client().find(ResourceType.NODES, new ObjectKey(null, name)).isPresent();
    RevocationOrder.ofNode(session.client(), name, why);
    session.out().println("all certificates that node %s had so far are revoked".formatted(name));
    session
        .err()
        .println(
            known
                ? "it joins again with a token: ciaoctl node token --name " + name
                : "there is no node %s now; was that the name?".formatted(name));
  }

  private void ofFile(Path from) {
    var chain = PemFiles.readCertificates(from);
    var now = InstantSource.system().instant();
    ChainCheck.problem(chain, RevocationOrder.authorities(session.client()), now)
        .ifPresent(
            problem -> {
              throw new RefusedException(
                  "%s: %s; the cluster does not take it, so there is nothing to revoke"
                      .formatted(from, problem));
            });
    var own = chain.getFirst();
    if (own.getBasicConstraints() >= 0) {
      throw new RefusedException(
          "%s holds the certificate of an authority; one that it signed is needed".formatted(from));
    }
    one(own.getSerialNumber().toString(16), own.getNotAfter().toInstant());
  }

  private void one(String digits, Instant end) {
    try {
      RevocationOrder.ofSerial(session.client(), digits, end, why);
    } catch (ApiException e) {
      if (!e.isConflict()) {
        throw e;
      }
      session.out().println("certificate %s was revoked before".formatted(digits));
      return;
    }
    session
        .out()
        .println(
            "certificate %s is revoked; to let it in again: ciaoctl delete certificaterevocation %s"
                .formatted(digits, RevocationOrder.nameOf(digits)));
  }

  /// As `4D:1F` or `0x4d1f`, too, for other programs print them so.
  private static String digits(String text) {
    var digits =
        text.toLowerCase(Locale.ROOT)
            .replace(":", "")
            .replaceFirst("^0x", "")
            .replaceFirst("^0+", "");
    if (!SERIAL.matcher(digits).matches()) {
      throw new UsageException(
          "\"%s\" is no serial number; up to 40 hexadecimal digits are needed, or --file FILE or --node NODE"
              .formatted(text));
    }
    return digits;
  }
}
