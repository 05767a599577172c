package io.ciao.ctl.cert;

import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.ChainCheck;
import io.ciao.ssntp.cert.PemFiles;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes a certificate for one or more roles.
@Command(
    name = "role",
    description = "Make the certificate of a program or node, for one or more SSNTP roles.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Roles: agent, netagent, cnciagent, scheduler, controller, server.",
      "",
      "Examples:",
      "  ciaoctl cert role --role agent,netagent --host cn1 --node cn1 --anchor anchor.pem",
      "  ciaoctl cert role --role scheduler --host sched2 --name ciao:scheduler \\",
      "    --organization ciao:schedulers --anchor anchor.pem --verify"
    })
public final class CertRoleCommand implements Callable<Integer> {
  @Mixin private HostArguments hosts = new HostArguments();
  @Mixin private IssuerArguments issuer = new IssuerArguments();
  @Mixin private OutputArguments output = new OutputArguments();

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

  @Option(
      names = "--name",
      paramLabel = "CN",
      description = "CN of the subject; default: the first host.")
  private @Nullable String name;

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      split = ",",
      description = "O of the subject, separated by commas.")
  private List<String> organizations = new ArrayList<>();

  @Option(names = "--email", paramLabel = "ADDRESS", description = "Whom to ask about it.")
  private @Nullable String email;

  @Option(names = "--uuid", paramLabel = "UUID", description = "Its UUID; default: a new one.")
  private @Nullable UUID uuid;

  @Option(names = "--compatible", description = "As the original's: an RSA key, and no UUID in it.")
  private boolean compatible;

  @Option(names = "--verify", description = "Check it against the anchor when it is written.")
  private boolean verify;

  @Override
  public Integer call() {
    if (node != null && (name != null || !organizations.isEmpty())) {
      throw new UsageException("--node says the subject; leave out --name and --organization");
    }
    if (compatible && uuid != null) {
      throw new UsageException("--uuid and --compatible exclude each other");
    }
    var now = InstantSource.system().instant();
    var granted = RoleWords.parse(roles);
    var names = hosts.all();
    var authority = issuer.authority(now);
    var spec =
        Subjects.of(
                issuer.validity(authority, now),
                node,
                name == null ? hosts.first() : name,
                organizations)
            .withRoles(granted)
            .withHosts(names)
            .withEmails(Emails.of(email));
    var file = output.file("cert-%s-%s.pem".formatted(granted, hosts.first()));
    output.refuseToOverwrite(List.of(file));
    PemFiles.writeCertificateAndKey(
        file, compatible ? authority.issueForPeople(spec) : authority.issue(withUuid(spec)));
    if (verify) {
      ChainCheck.problem(PemFiles.readCertificates(file), List.of(authority.certificate()), now)
          .ifPresent(
              problem -> {
                throw new RefusedException("%s: %s".formatted(file, problem));
              });
    }
    OutputArguments.out().println("certificate and key: " + file);
    return 0;
  }

  private CertificateSpec withUuid(CertificateSpec spec) {
    return spec.withUuid(uuid == null ? UUID.randomUUID() : uuid);
  }
}
