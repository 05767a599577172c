package io.ciao.ctl.cert;

import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.PemFiles;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes an authority whose certificate is also that of a role.
@Command(
    name = "anchor",
    description = "Make a trust anchor: an authority that is a scheduler's certificate too.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Two files: CAcert-HOST.pem for everybody, and cert-ROLE-HOST.pem with the key.",
      "",
      "Examples:",
      "  ciaoctl cert anchor --host sched.example --ip 10.0.0.1,fd00::1",
      "  ciaoctl cert anchor --host sched1,sched2 --role server,scheduler --days 3650"
    })
public final class CertAnchorCommand implements Callable<Integer> {
  @Mixin private HostArguments hosts = new HostArguments();
  @Mixin private OutputArguments output = new OutputArguments();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      defaultValue = "scheduler",
      description = "Its roles, separated by commas (default: scheduler).")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      split = ",",
      description = "O of the subject.")
  private List<String> organizations = new ArrayList<>();

  @Option(names = "--email", paramLabel = "ADDRESS", description = "Whom to ask about it.")
  private @Nullable String email;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "365",
      description = "How long it is valid (default: 365).")
  private int days = 365;

  @Option(names = "--compatible", description = "As the original's: without a UUID.")
  private boolean compatible;

  @Override
  public Integer call() {
    var names = hosts.all();
    var granted = RoleWords.parse(roles);
    var spec =
        Validity.days(days, InstantSource.system().instant())
            .named("ciao CA " + hosts.first())
            .withOrganizations(organizations)
            .withRoles(granted)
            .withHosts(names)
            .withEmails(Emails.of(email));
    var trust = output.file("CAcert-%s.pem".formatted(hosts.first()));
    var own = output.file("cert-%s-%s.pem".formatted(granted, hosts.first()));
    output.refuseToOverwrite(List.of(trust, own));
    var made =
        CertificateAuthority.createForPeople(
            compatible ? spec : spec.withUuid(UUID.randomUUID()), new SecureRandom());
    PemFiles.writeCertificateAndKey(own, made.certificateAndKey());
    PemFiles.writeCertificates(trust, made.certificateAndKey().chain());
    var out = OutputArguments.out();
    out.println("trust anchor, for everybody:  " + trust);
    out.println("its certificate and key:      " + own);
    return 0;
  }
}
