package io.ciao.ctl;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.ctl.cert.CertCommand;
import io.ciao.ctl.command.AnnotateCommand;
import io.ciao.ctl.command.ApplyCommand;
import io.ciao.ctl.command.AuthCommand;
import io.ciao.ctl.command.CompleteCommand;
import io.ciao.ctl.command.CompletionCommand;
import io.ciao.ctl.command.CreateCommand;
import io.ciao.ctl.command.DeleteCommand;
import io.ciao.ctl.command.DescribeCommand;
import io.ciao.ctl.command.DiffCommand;
import io.ciao.ctl.command.EditCommand;
import io.ciao.ctl.command.EventsCommand;
import io.ciao.ctl.command.ExecCommand;
import io.ciao.ctl.command.ExplainCommand;
import io.ciao.ctl.command.ExportCommand;
import io.ciao.ctl.command.FailoverCommand;
import io.ciao.ctl.command.GetCommand;
import io.ciao.ctl.command.KubeconfigCommand;
import io.ciao.ctl.command.LabelCommand;
import io.ciao.ctl.command.LogsCommand;
import io.ciao.ctl.command.PatchCommand;
import io.ciao.ctl.command.RestartCommand;
import io.ciao.ctl.command.RunCommand;
import io.ciao.ctl.command.ScaleCommand;
import io.ciao.ctl.command.SshCommand;
import io.ciao.ctl.command.StartCommand;
import io.ciao.ctl.command.StopCommand;
import io.ciao.ctl.command.TokenCommand;
import io.ciao.ctl.command.TreeCommand;
import io.ciao.ctl.command.VersionCommand;
import io.ciao.ctl.command.WaitCommand;
import io.ciao.ctl.command.WatchCommand;
import io.ciao.ctl.command.WhyCommand;
import io.ciao.ctl.config.ConfigException;
import io.ciao.ctl.dev.DevCommand;
import io.ciao.ctl.dev.DevException;
import io.ciao.ctl.kit.LauncherKitCommand;
import io.ciao.ctl.node.NodeCommand;
import io.ciao.ctl.rollout.RolloutCommand;
import io.ciao.ctl.session.Failures;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.UsageException;
import io.ciao.ctl.ssntp.SsntpCommand;
import io.ciao.ctl.top.TopCommand;
import io.ciao.ctl.trace.TraceCommand;
import io.ciao.ctl.training.RehearseCommand;
import io.ciao.linux.command.CommandFailedException;
import io.ciao.linux.kernel.KernelException;
import io.ciao.ssntp.cert.CertificateFileException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line: status 0 done, 1 refused or failed, 2 usage, 3 unreachable.
@Command(
    name = "ciaoctl",
    description = "Speaks to a ciao cluster: virtual machines and containers for many tenants.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl dev up                   a whole cluster on this machine",
      "  ciaoctl apply -f manifests/examples/",
      "  ciaoctl get instances -w",
      "  ciaoctl COMMAND --help           more about a command, with examples",
      "",
      "Exit status: 0 done, 1 refused or failed, 2 usage, 3 unreachable."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ApplyCommand.class,
      DiffCommand.class,
      GetCommand.class,
      DescribeCommand.class,
      CreateCommand.class,
      EditCommand.class,
      PatchCommand.class,
      LabelCommand.class,
      AnnotateCommand.class,
      DeleteCommand.class,
      WaitCommand.class,
      WatchCommand.class,
      WhyCommand.class,
      EventsCommand.class,
      TreeCommand.class,
      TraceCommand.class,
      ExplainCommand.class,
      LogsCommand.class,
      ExecCommand.class,
      SshCommand.class,
      StartCommand.class,
      StopCommand.class,
      RestartCommand.class,
      RunCommand.class,
      ScaleCommand.class,
      RolloutCommand.class,
      FailoverCommand.class,
      ExportCommand.class,
      AuthCommand.class,
      TokenCommand.class,
      KubeconfigCommand.class,
      TopCommand.class,
      SsntpCommand.class,
      LauncherKitCommand.class,
      CertCommand.class,
      NodeCommand.class,
      CompletionCommand.class,
      CompleteCommand.class,
      VersionCommand.class,
      RehearseCommand.class,
      DevCommand.class
    })
public final class Ciaoctl implements Runnable {
  static final int REFUSED = 1;
  static final int USAGE = 2;
  static final int UNREACHABLE = 3;

  /// Columns of a help text: the longest example is to be copied in one piece.
  private static final int HELP_WIDTH = 100;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  public Ciaoctl() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs one command and returns its exit status.
  static int run(String... arguments) {
    return quickLine(arguments).orElseGet(Ciaoctl::line).execute(arguments);
  }

  /// The whole command line; its error stream may be set before it is used.
  static CommandLine line() {
    return withHandlers(new CommandLine(new Ciaoctl()));
  }

  /// A command line with the one command that is wanted: looking at all of them would take longer
  /// than the command itself. Empty where the whole is needed.
  static Optional<CommandLine> quickLine(String... arguments) {
    if (arguments.length == 0) {
      return Optional.empty();
    }
    var wanted = arguments[0].replace("-", "") + "command";
    for (var command : Ciaoctl.class.getAnnotation(Command.class).subcommands()) {
      if (command.getSimpleName().toLowerCase(Locale.ROOT).equals(wanted)) {
        var root = CommandSpec.create().name("ciaoctl");
        root.addSubcommand(arguments[0], new CommandLine(command));
        return Optional.of(withHandlers(new CommandLine(root)));
      }
    }
    return Optional.empty();
  }

  private static CommandLine withHandlers(CommandLine line) {
    withVersion(line);
    return line.setUsageHelpWidth(HELP_WIDTH)
        .setExecutionExceptionHandler((failure, at, _) -> explain(failure, at))
        .setParameterExceptionHandler((failure, _) -> misuse(failure));
  }

  /// Every command has the flag, so every command has the answer.
  private static void withVersion(CommandLine line) {
    line.getCommandSpec().version("ciaoctl " + VersionCommand.VERSION);
    line.getSubcommands().values().forEach(Ciaoctl::withVersion);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed");
  }

  private static int misuse(ParameterException failure) {
    var err = failure.getCommandLine().getErr();
    err.println("ciaoctl: " + Misuse.message(failure));
    err.println("See: " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return USAGE;
  }

  private static String problem(FileSystemException failure) {
    return switch (failure) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "there is no such file or directory";
      default -> failure.getReason() == null ? failure.toString() : failure.getReason();
    };
  }

  private static int explain(Exception failure, CommandLine line) {
    var err = line.getErr();
    switch (failure) {
      case ApiException refused -> {
        err.println("ciaoctl: " + Failures.refused(refused));
        return REFUSED;
      }
      case ApiUnreachableException unreachable -> {
        err.println("ciaoctl: " + Failures.unreachable(unreachable, line.getCommandSpec()));
        return UNREACHABLE;
      }
      case UsageException usage -> {
        err.println("ciaoctl: " + usage.getMessage());
        return USAGE;
      }
      case RefusedException _, ConfigException _, DevException _ ->
          err.println("ciaoctl: " + failure.getMessage());
      case UnreadableObjectException _, CommandFailedException _, CertificateFileException _ ->
          err.println("ciaoctl: " + failure.getMessage());
      case KernelException _ -> err.println("ciaoctl: " + failure.getMessage());
      case FileSystemException file ->
          err.println("ciaoctl: cannot use %s: %s".formatted(file.getFile(), problem(file)));
      default -> {
        err.println("ciaoctl: this is a defect of ciaoctl, please report it: " + failure);
        if (System.getenv("CIAO_DEBUG") != null) {
          failure.printStackTrace(err);
        }
      }
    }
    return REFUSED;
  }
}
