package io.ciao.ctl.command;

import io.ciao.ctl.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Changes annotations.
@Command(
    name = "annotate",
    description = "Set annotations of objects, or take them off.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl annotate instance web owner='team shop'",
      "  ciaoctl annotate instance web owner-"
    })
public final class AnnotateCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();
  @Mixin private MetadataArguments arguments = new MetadataArguments();

  @Override
  public Integer call() {
    return arguments.run(
        session, new MetadataArguments.Aspect("annotations", "ciaoctl-annotate", "annotated"));
  }
}
