package io.ciao.ctl.command;

import io.ciao.api.codec.Json;
import io.ciao.api.exec.ExecFrame;
import io.ciao.api.exec.ExecFrame.Channel;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Runs a program of the network node in a concentrator's network namespace; exits as it exits.
@Command(
    name = "exec",
    description = {
      "Run a program where a concentrator is, in its network namespace.",
      "For administrators: it runs on the network node as its agent does."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl exec concentrator/default-4096 -- ip -brief addr",
      "  ciaoctl exec concentrator/default-4096 -- ping -c 1 172.16.0.2"
    })
public final class ExecCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(index = "0", paramLabel = "KIND/NAME", description = "Which concentrator.")
  private String word = "";

  @Parameters(index = "1..*", paramLabel = "WORD", description = "The program and its arguments.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() {
    var target = session.objects(List.of(word)).getFirst();
    if (!target.kind().kind().equals("Concentrator")) {
      throw new UsageException(
          "a concentrator is needed, as concentrator/NAME; a virtual machine runs a command by:"
              + " ciaoctl ssh NAME -- COMMAND; a container shows its output by: ciaoctl logs NAME");
    }
    if (command.isEmpty()) {
      throw new UsageException("a program is needed: ciaoctl exec " + word + " -- PROGRAM");
    }
    var body = Json.object();
    var words = body.putArray("command");
    command.forEach(words::add);
    var path = target.type().path(target.key(session::namespace)) + "/exec";
    try (var answer = session.client().postForStream(path, body)) {
      for (Optional<ExecFrame> frame = ExecFrame.read(answer);
          frame.isPresent();
          frame = ExecFrame.read(answer)) {
        if (frame.get().channel() == Channel.STATUS) {
          return frame.get().status();
        }
        var to = frame.get().channel() == Channel.OUT ? session.out() : session.err();
        to.write(frame.get().bytes());
        to.flush();
      }
      throw new IOException("its agent ended the answer before the program");
    } catch (IOException e) {
      throw new RefusedException("the answer of %s broke off: %s".formatted(word, e.getMessage()));
    }
  }
}
