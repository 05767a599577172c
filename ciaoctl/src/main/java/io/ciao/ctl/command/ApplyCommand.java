package io.ciao.ctl.command;

import io.ciao.api.client.ApiException;
import io.ciao.ctl.RefusedException;
import io.ciao.ctl.Session;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.ManifestFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes the objects of files so.
@Command(
    name = "apply",
    description = "Create the objects of files, or change them to what the files say.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl apply -f instance.yaml",
      "  ciaoctl apply -f manifests/examples/",
      "  cat instance.yaml | ciaoctl apply -f -"
    })
public final class ApplyCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "File, directory, or - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(names = "--dry-run", description = "Let the server check everything and change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    var manifests = ManifestFiles.read(files, System.in);
    if (manifests.isEmpty()) {
      throw new RefusedException("no objects in " + String.join(", ", files));
    }
    var applier = new Applier(session.client(), session.kinds(), session.namespace(), dryRun);
    var refused = 0;
    for (var manifest : manifests) {
      try {
        var applied = applier.apply(manifest);
        session
            .out()
            .println(
                Applier.printed(applied.kind(), applied.name())
                    + " "
                    + applied.verb()
                    + (dryRun ? " (dry run)" : ""));
      } catch (ApiException | RefusedException e) {
        // One bad object does not keep the others from being applied, as kubectl users expect.
        refused++;
        session.err().println("ciaoctl: " + manifest.from() + ": " + e.getMessage());
      }
    }
    return refused == 0 ? 0 : 1;
  }
}
