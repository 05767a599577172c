package io.ciao.ctl.cert;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Certificates of a cluster's programs, nodes and users.
@Command(
    name = "cert",
    description =
        "Make, look at, check and revoke certificates; only status and revoke ask a cluster.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl cert anchor --host sched.example --ip 10.0.0.1",
      "  ciaoctl cert role --role agent --host cn1 --node cn1 --anchor"
          + " cert-Scheduler-sched.example.pem",
      "  ciaoctl cert status"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CertAnchorCommand.class,
      CertRoleCommand.class,
      CertUserCommand.class,
      CertRequestCommand.class,
      CertSignCommand.class,
      CertDumpCommand.class,
      CertVerifyCommand.class,
      CertStatusCommand.class,
      CertRevokeCommand.class
    })
public final class CertCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  public CertCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is needed: anchor, role, user, request, sign, dump, verify, status or revoke");
  }
}
