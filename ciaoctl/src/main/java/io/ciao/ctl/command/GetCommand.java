package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.WatchEvent;
import io.ciao.ctl.Session;
import io.ciao.ctl.Targets;
import io.ciao.ctl.Targets.Target;
import io.ciao.ctl.UsageException;
import io.ciao.ctl.output.ObjectPrinter;
import io.ciao.ctl.output.ObjectPrinter.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints objects, and with `-w` every change of them.
@Command(
    name = "get",
    description = "Show objects.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl get instances            all instances of the tenant",
      "  ciaoctl get instance web -o yaml one of them, whole",
      "  ciaoctl get nodes -w             and go on showing changes"
    })
public final class GetCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(
      arity = "1..*",
      paramLabel = "KIND [NAME…] | KIND/NAME…",
      description = "What to show.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "yaml, json, name or wide; default: a table.")
  private @Nullable String format;

  @Option(
      names = {"-w", "--watch"},
      description = "Go on and show every change.")
  private boolean watch;

  @Option(
      names = {"-A", "--all-namespaces", "--all-tenants"},
      description = "Of all tenants.")
  private boolean allTenants;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "Only objects with these labels, for example app=tour.")
  private @Nullable String selector;

  @Option(
      names = "--field-selector",
      paramLabel = "SELECTOR",
      description = "Only objects with these fields, for example metadata.name=web.")
  private @Nullable String fieldSelector;

  @Override
  public Integer call() {
    var targets = Targets.parse(session.kinds(), words);
    var output = output();
    if (watch && targets.size() > 1) {
      throw new UsageException("-w follows one kind or one object; found " + targets.size());
    }
    if (watch) {
      follow(targets.getFirst(), printer(targets.getFirst(), output));
      return 0;
    }
    var named = targets.stream().allMatch(t -> t.name() != null);
    var sameKind = targets.stream().map(Target::kind).distinct().count() == 1;
    if (named && sameKind && targets.size() > 1) {
      printer(targets.getFirst(), output)
          .printList(session.out(), targets.stream().map(this::one).toList());
      return 0;
    }
    for (var target : targets) {
      print(target, printer(target, output), targets.size() > 1);
    }
    return 0;
  }

  private ObjectPrinter printer(Target target, Output output) {
    return new ObjectPrinter(output, target.kind(), allTenants);
  }

  private Output output() {
    return switch (format == null ? "" : format.toLowerCase(Locale.ROOT)) {
      case "" -> Output.TABLE;
      case "wide" -> Output.WIDE;
      case "yaml" -> Output.YAML;
      case "json" -> Output.JSON;
      case "name" -> Output.NAME;
      default ->
          throw new UsageException(
              "-o \"%s\" is unknown; use yaml, json, name or wide".formatted(format));
    };
  }

  private ObjectNode one(Target target) {
    return session.client().get(target.type(), target.key(session.namespace()));
  }

  private void print(Target target, ObjectPrinter printer, boolean several) {
    if (target.name() != null) {
      printer.print(session.out(), one(target));
      return;
    }
    var list = session.client().list(target.type(), namespace(target), query());
    if (list.items().isEmpty() && output() == Output.TABLE) {
      session
          .err()
          .println(
              target.kind().namespaced() && !allTenants
                  ? "No %s in tenant %s.".formatted(target.kind().plural(), session.namespace())
                  : "No %s.".formatted(target.kind().plural()));
      return;
    }
    printer.printList(session.out(), list.items());
    if (several && output() == Output.TABLE) {
      session.out().println();
    }
  }

  private @Nullable String namespace(Target target) {
    return target.kind().namespaced() && !allTenants ? session.namespace() : null;
  }

  private ListQuery query() {
    return new ListQuery(fieldSelector, selector, null, null);
  }

  /// Prints what is there and then every change until it is interrupted. A watch that ends is
  /// opened again.
  private void follow(Target target, ObjectPrinter printer) {
    var query =
        target.name() == null
            ? query()
            : new ListQuery("metadata.name=" + target.name(), selector, null, null);
    while (true) {
      var list = session.client().list(target.type(), namespace(target), query);
      printer.printList(session.out(), list.items());
      try {
        followFrom(list.resourceVersion(), target, printer, query);
      } catch (ApiException e) {
        if (!e.isExpired()) {
          throw e;
        }
        // Too long without a stream to replay what was missed: all of it is shown again.
      }
    }
  }

  private void followFrom(String listed, Target target, ObjectPrinter printer, ListQuery query) {
    var version = listed;
    while (true) {
      try (var stream =
          session.client().watch(target.type(), namespace(target), query.at(version))) {
        for (var event = stream.next(); event.isPresent(); event = stream.next()) {
          version =
              switch (event.get()) {
                case WatchEvent.Upserted upserted -> shown(printer, upserted.object());
                case WatchEvent.Deleted deleted -> shown(printer, deleted.object());
                case WatchEvent.Bookmark bookmark -> bookmark.resourceVersion();
              };
        }
      }
    }
  }

  private String shown(ObjectPrinter printer, ObjectNode object) {
    printer.print(session.out(), object);
    return object.path("metadata").path("resourceVersion").asText();
  }
}
