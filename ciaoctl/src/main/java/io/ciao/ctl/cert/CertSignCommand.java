package io.ciao.ctl.cert;

import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.CertificateRequest;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PemFiles;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Issues the certificate that a request asks for, with the roles that the signer says.
@Command(
    name = "sign",
    description = "Issue the certificate that a request asks for, with the roles said here.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "CN, O, names and addresses are the request's; roles, UUID and validity the signer's. A",
      "subject that the API gives rights to is a node's that --node names, or refused.",
      "",
      "Examples:",
      "  ciaoctl cert sign request-cn1.csr --role agent --node cn1 --anchor anchor.pem",
      "  ciaoctl cert sign old.csr --role netagent --compatible --anchor anchor.pem"
    })
public final class CertSignCommand implements Callable<Integer> {
  @Mixin private IssuerArguments issuer = new IssuerArguments();
  @Mixin private OutputArguments output = new OutputArguments();

  @Parameters(paramLabel = "REQUEST", description = "PEM file with the request.")
  private @Nullable Path request;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      required = true,
      description = "Its roles, separated by commas.")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "It is this node's: CN system:node:NAME, O system:nodes.")
  private @Nullable String node;

  @Option(names = "--uuid", paramLabel = "UUID", description = "Its UUID; default: a new one.")
  private @Nullable UUID uuid;

  @Option(names = "--compatible", description = "As the original's: no UUID in it.")
  private boolean compatible;

  @Override
  public Integer call() {
    if (compatible && uuid != null) {
      throw new UsageException("--uuid and --compatible exclude each other");
    }
    var granted = RoleWords.parse(roles);
    var from = Objects.requireNonNull(request, "picocli requires it");
    var asked = PemFiles.readRequest(from);
    Subjects.refuseRightsAskedFor(from.toString(), asked, node);
    var first = first(from, asked);
    var now = InstantSource.system().instant();
    var authority = issuer.authority(now);
    var spec =
        Subjects.of(
                issuer.validity(authority, now),
                node,
                asked.commonName().isEmpty() ? first : asked.commonName(),
                asked.organizations())
            .withRoles(granted)
            .withHosts(asked.hosts())
            .withEmails(asked.emails());
    var file = output.file("cert-%s-%s.pem".formatted(granted, first));
    output.refuseToOverwrite(List.of(file));
    var own = uuid == null ? UUID.randomUUID() : uuid;
    var issued = authority.issue(compatible ? spec : spec.withUuid(own), asked.key());
    PemFiles.writeCertificates(file, List.of(issued));
    var out = OutputArguments.out();
    out.println("certificate: " + file);
    out.println("subject:     " + issued.getSubjectX500Principal());
    out.println("names:       " + String.join(", ", asked.hosts()));
    out.println("fingerprint: " + KeyPairs.fingerprint(asked.key()));
    return 0;
  }

  private static String first(Path from, CertificateRequest asked) {
    if (asked.hosts().isEmpty()) {
      throw new RefusedException(
          "%s asks for no host name and no address; one at least is needed".formatted(from));
    }
    var first = asked.hosts().getFirst();
    if (first.contains("/") || first.startsWith(".")) {
      throw new RefusedException(
          "%s asks for host '%s', which no file can be named after; a DNS name is needed"
              .formatted(from, first));
    }
    return first;
  }
}
