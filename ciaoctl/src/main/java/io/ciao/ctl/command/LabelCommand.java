package io.ciao.ctl.command;

import io.ciao.ctl.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Changes labels.
@Command(
    name = "label",
    description = "Set labels of objects, or take them off.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl label instance web tier=front",
      "  ciaoctl label instances --all tier-",
      "  ciaoctl label node cn1 rack=7 --overwrite"
    })
public final class LabelCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();
  @Mixin private MetadataArguments arguments = new MetadataArguments();

  @Override
  public Integer call() {
    return arguments.run(
        session, new MetadataArguments.Aspect("labels", "ciaoctl-label", "labeled"));
  }
}
