package io.ciao.ctl.command;

import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints what an instance wrote: a virtual machine's console, a container's output; of a
/// concentrator what its agent and its DHCP server wrote.
@Command(
    name = "logs",
    description = {
      "Print an instance's console (VM) or output (container).",
      "Of a concentrator: what its agent did, and who asked for which address."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl logs web --tail 20",
      "  ciaoctl logs -f cache",
      "  ciaoctl logs concentrator/default-4096"
    })
public final class LogsCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(
      paramLabel = "NAME | KIND/NAME",
      description = "Name of an instance, or concentrator/NAME.")
  private String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as it writes more.")
  private boolean follow;

  @Option(names = "--tail", paramLabel = "LINES", description = "Only the last lines.")
  private @Nullable Integer tail;

  @Override
  public Integer call() {
    var target =
        session.objects(List.of(name.indexOf('/') < 0 ? "instance/" + name : name)).getFirst();
    if (!List.of("Instance", "Concentrator").contains(target.kind().kind())) {
      throw new UsageException(
          "only instances and concentrators have a log: write NAME or concentrator/NAME");
    }
    var path =
        target.type().path(target.key(session::namespace))
            + "/log?follow="
            + follow
            + (tail == null ? "" : "&tailLines=" + tail);
    var out = session.out();
    try (var stream = session.client().stream(path)) {
      var buffer = new byte[8192];
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
      return 0;
    } catch (IOException e) {
      throw new RefusedException(
          "the log of %s/%s broke off: %s"
              .formatted(target.kind().names().singular(), target.name(), e.getMessage()));
    }
  }
}
