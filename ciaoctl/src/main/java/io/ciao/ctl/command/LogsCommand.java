package io.ciao.ctl.command;

import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints what an instance wrote: a virtual machine's console, a container's output.
@Command(
    name = "logs",
    description = "Print an instance's console (VM) or output (container).",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  ciaoctl logs web --tail 20", "  ciaoctl logs -f cache"})
public final class LogsCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(paramLabel = "INSTANCE", description = "Name of an instance.")
  private String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as it writes more.")
  private boolean follow;

  @Option(names = "--tail", paramLabel = "LINES", description = "Only the last lines.")
  private @Nullable Integer tail;

  @Override
  public Integer call() {
    var key = new ObjectKey(session.namespace(), name.substring(name.indexOf('/') + 1));
    var path =
        ResourceType.INSTANCES.path(key)
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
          "the log of instance/%s broke off: %s".formatted(key.name(), e.getMessage()));
    }
  }
}
