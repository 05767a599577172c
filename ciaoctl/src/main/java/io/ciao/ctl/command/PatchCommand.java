package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.HttpCalls.Body;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.apply.DryRunArguments;
import io.ciao.ctl.output.ObjectPrinter.TableOptions;
import io.ciao.ctl.output.OutputForm;
import io.ciao.ctl.output.Trees;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Changes fields of objects by a patch.
@Command(
    name = "patch",
    description = "Change fields of an object.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl patch instance web -p '{spec: {running: false}}'",
      "  ciaoctl patch instance web --type json \\",
      "    -p '[{op: replace, path: /spec/resources/memory, value: 256Mi}]'"
    })
public final class PatchCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(
      arity = "1..*",
      paramLabel = "KIND NAME… | KIND/NAME",
      description = "What to change.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-p", "--patch"},
      paramLabel = "PATCH",
      description = "The patch, as JSON or YAML.")
  private @Nullable String patch;

  @Option(names = "--patch-file", paramLabel = "FILE", description = "A file with the patch.")
  private @Nullable Path file;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "merge",
      description = "merge (default), json, or strategic (core kinds only).")
  private String type = "merge";

  @Option(
      names = "--subresource",
      paramLabel = "NAME",
      description = "Change this part: status or scale.")
  private @Nullable String subresource;

  @Mixin private DryRunArguments dryRun = new DryRunArguments();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "Print the result: yaml, json, name, jsonpath=TEMPLATE.")
  private @Nullable String format;

  @Override
  public Integer call() {
    var body = body();
    var form = format == null ? null : OutputForm.parse(format);
    var mode = dryRun.mode();
    if (mode == DryRun.CLIENT) {
      throw new UsageException(
          "a patch is put in by the server; to see what it would do use --dry-run=server");
    }
    var query = "?fieldManager=ciaoctl-patch" + mode.query();
    var part = subresource == null ? "" : "/" + subresource;
    for (var target : session.targets(words)) {
      var key = target.key(session::namespace);
      var after = session.client().request("PATCH", target.type().path(key) + part + query, body);
      if (form != null) {
        form.printer(target.kind(), TableOptions.namespace(false))
            .print(session.out(), Trees.withoutManagedFields(after));
      } else {
        session
            .out()
            .println(Applier.printed(target.kind(), key.name()) + " patched" + mode.said());
      }
    }
    return 0;
  }

  private Body body() {
    return switch (type) {
      case "merge" -> Body.mergePatch(map());
      case "strategic" -> Body.strategicMergePatch(map());
      case "json" -> Body.jsonPatch(list());
      default ->
          throw new UsageException(
              "--type \"%s\" is unknown; use merge, json or strategic".formatted(type));
    };
  }

  private ObjectNode map() {
    if (tree() instanceof ObjectNode map) {
      return map;
    }
    throw new UsageException("a %s patch is a map, as in {spec: {running: false}}".formatted(type));
  }

  private ArrayNode list() {
    return tree() instanceof ArrayNode list ? list : Json.array().add(tree());
  }

  /// The one reader takes maps, and as YAML only what does not begin with a brace; so the patch
  /// becomes the value of a map.
  private JsonNode tree() {
    var wrapped = "patch:\n" + text().strip().indent(2);
    return ObjectReader.readOne(wrapped.getBytes(StandardCharsets.UTF_8)).path("patch");
  }

  private String text() {
    var inline = patch;
    var named = file;
    if (inline != null && named == null) {
      return inline;
    }
    if (inline != null || named == null) {
      throw new UsageException("a patch is needed: --patch or --patch-file");
    }
    try {
      return Files.readString(named);
    } catch (IOException e) {
      throw new RefusedException("%s: cannot be read: %s".formatted(named, e.getMessage()));
    }
  }
}
