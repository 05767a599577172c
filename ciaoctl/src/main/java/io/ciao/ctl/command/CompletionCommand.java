package io.ciao.ctl.command;

import io.ciao.ctl.completion.ShellScripts;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Prints what a shell reads so that Tab completes.
@Command(
    name = "completion",
    description = "Print a script that makes your shell complete commands, kinds and names.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  source <(ciaoctl completion bash)           in ~/.bashrc",
      "  source <(ciaoctl completion zsh)            in ~/.zshrc",
      "  ciaoctl completion fish | source            in ~/.config/fish/config.fish"
    })
public final class CompletionCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private String shell = "";

  @Override
  public Integer call() {
    var script =
        ShellScripts.of(shell)
            .orElseThrow(
                () ->
                    new UsageException(
                        "there is no completion for \"%s\"; use bash, zsh or fish"
                            .formatted(shell)));
    session.out().print(script);
    return 0;
  }
}
