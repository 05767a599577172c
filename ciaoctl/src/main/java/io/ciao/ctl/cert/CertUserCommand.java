package io.ciao.ctl.cert;

import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.PemFiles;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes a person's certificate for the API.
@Command(
    name = "user",
    description = "Make a person's certificate for the API: user NAME, a group for each tenant.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "What they may do is said by role bindings to the user or to the groups.",
      "",
      "Examples:",
      "  ciaoctl cert user anna --tenant red,blue --anchor anchor.pem",
      "  ciaoctl cert user root --tenant ciao:admins --days 30 --anchor anchor.pem"
    })
public final class CertUserCommand implements Callable<Integer> {
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_@:+][A-Za-z0-9_.@:+-]*");

  @Mixin private IssuerArguments issuer = new IssuerArguments();
  @Mixin private OutputArguments output = new OutputArguments();

  @Parameters(paramLabel = "NAME", description = "The user's name.")
  private String name = "";

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      split = ",",
      required = true,
      description = "Tenants or groups, separated by commas: O of the subject.")
  private List<String> tenants = new ArrayList<>();

  @Override
  public Integer call() {
    if (!FILE_NAME.matcher(name).matches()) {
      throw new UsageException(
          "\"%s\" is no user's name; letters, digits and one of _.@:+- are needed".formatted(name));
    }
    Subjects.refuseSystem(Stream.concat(Stream.of(name), tenants.stream()));
    var now = InstantSource.system().instant();
    var authority = issuer.authority(now);
    var spec = issuer.validity(authority, now).named(name).withOrganizations(tenants);
    var file = output.file("auth-%s.pem".formatted(name));
    output.refuseToOverwrite(List.of(file));
    PemFiles.writeCertificateAndKey(file, authority.issueForPeople(spec));
    OutputArguments.out().println("certificate and key: " + file);
    return 0;
  }
}
