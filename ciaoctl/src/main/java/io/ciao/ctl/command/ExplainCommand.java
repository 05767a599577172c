package io.ciao.ctl.command;

import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.output.FieldHelp;
import io.ciao.ctl.output.FieldHelp.Depth;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Explains kinds and their fields; needs no cluster.
@Command(
    name = "explain",
    description = "List the kinds, or explain one of them or one of its fields.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl explain                  all kinds, with their short names",
      "  ciaoctl explain instance",
      "  ciaoctl explain instance.spec.resources",
      "  ciaoctl explain workload --recursive"
    })
public final class ExplainCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(
      arity = "0..1",
      paramLabel = "KIND[.FIELD…]",
      description = "What to explain; without it all kinds are listed.")
  private String path = "";

  @Option(names = "--recursive", description = "All fields below, without their meaning.")
  private boolean recursive;

  @Override
  public Integer call() {
    var kinds = KindRegistry.load();
    if (path.isEmpty()) {
      KindList.table(kinds).print(session.out());
      session.out().println("More about one: ciaoctl explain instance");
      return 0;
    }
    var dots = List.of(path.split("\\.", -1));
    var kind = Targets.parse(kinds, List.of(dots.getFirst())).getFirst().kind();
    var fields = dots.subList(1, dots.size());
    var text = FieldHelp.of(kind, fields, recursive ? Depth.ALL : Depth.FIELDS);
    session.out().print(text.orElseThrow(() -> unknown(kinds, fields)));
    return 0;
  }

  private RefusedException unknown(KindRegistry kinds, List<String> fields) {
    var kind = Targets.parse(kinds, List.of(path.split("\\.", -1)[0])).getFirst().kind();
    var known = fields.size();
    while (known > 0 && FieldHelp.of(kind, fields.subList(0, known), Depth.FIELDS).isEmpty()) {
      known--;
    }
    return new RefusedException(
        "%s has no field \"%s\"; known there are %s"
            .formatted(
                kind.names().singular()
                    + fields.subList(0, known).stream().reduce("", (all, one) -> all + "." + one),
                fields.get(known),
                String.join(", ", FieldHelp.names(kind, fields.subList(0, known)))));
  }
}
