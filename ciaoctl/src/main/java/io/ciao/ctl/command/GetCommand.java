package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ObjectFollow;
import io.ciao.api.client.ObjectList;
import io.ciao.ctl.output.Header;
import io.ciao.ctl.output.ObjectPrinter.TableOptions;
import io.ciao.ctl.output.OutputForm;
import io.ciao.ctl.output.Printer;
import io.ciao.ctl.output.SortBy;
import io.ciao.ctl.output.Trees;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
      "  ciaoctl get nodes -w             and go on showing changes",
      "  ciaoctl get instance web -o jsonpath='{.status.network.address}'",
      "  ciaoctl get instances -o custom-columns=NAME:.metadata.name,NODE:.status.binding.nodeName"
    })
public final class GetCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(
      arity = "0..*",
      paramLabel = "KIND [NAME…] | KIND/NAME",
      description = "What to show.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description =
          "yaml, json, name, wide, jsonpath=TEMPLATE or custom-columns=HEADING:PATH,…; default: a"
              + " table.")
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

  @Option(names = "--show-labels", description = "Tables end with the labels.")
  private boolean showLabels;

  @Option(names = "--no-headers", description = "Tables without the names of columns.")
  private boolean noHeaders;

  @Option(
      names = "--sort-by",
      paramLabel = "PATH",
      description = "Order by a value, for example .metadata.creationTimestamp.")
  private @Nullable String sortBy;

  @Option(
      names = "--show-managed-fields",
      description = "With yaml and json: also who wrote which field.")
  private boolean showManagedFields;

  @Override
  public Integer call() {
    var form = OutputForm.parse(format);
    var order = order();
    var targets = session.targets(words);
    if (watch && targets.size() > 1) {
      throw new UsageException("-w follows one kind or one object; found " + targets.size());
    }
    if (watch) {
      follow(targets.getFirst(), printer(targets.getFirst(), form, false));
      return 0;
    }
    var named = targets.stream().allMatch(t -> t.name() != null);
    var sameKind = targets.stream().map(t -> t.kind().groupResource()).distinct().count() == 1;
    if (targets.size() > 1 && (form.isDocument() || (named && sameKind))) {
      var all = new ArrayList<ObjectNode>();
      targets.forEach(
          target ->
              all.addAll(target.name() == null ? listed(target, order) : List.of(one(target))));
      printer(targets.getFirst(), form, false).printList(session.out(), all);
      return 0;
    }
    var printed = 0;
    for (var target : targets) {
      var objects = target.name() == null ? listed(target, order) : List.of(one(target));
      if (objects.isEmpty() && form.isTable()) {
        sayNone(target);
        continue;
      }
      if (form.isTable() && printed++ > 0) {
        session.out().println();
      }
      var printer = printer(target, form, !sameKind);
      if (target.name() == null) {
        printer.printList(session.out(), objects);
      } else {
        printer.print(session.out(), objects.getFirst());
      }
    }
    return 0;
  }

  private @Nullable Comparator<ObjectNode> order() {
    try {
      return sortBy == null ? null : SortBy.path(sortBy);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--sort-by: " + e.getMessage());
    }
  }

  private Printer printer(Target target, OutputForm form, boolean several) {
    var options =
        new TableOptions(
            allTenants, showLabels, several, noHeaders ? Header.LEFT_OUT : Header.SHOWN);
    return form.printer(target.kind(), options);
  }

  private ObjectNode one(Target target) {
    return shown(session.client().get(target.type(), target.key(session::namespace)));
  }

  private ObjectNode shown(ObjectNode object) {
    return showManagedFields ? object : Trees.withoutManagedFields(object);
  }

  private List<ObjectNode> listed(Target target, @Nullable Comparator<ObjectNode> order) {
    var items =
        session.client().list(target.type(), namespace(target), query()).items().stream()
            .map(this::shown);
    return order == null ? items.toList() : items.sorted(order).toList();
  }

  /// Says that there are none, or that there cannot be any.
  ///
  /// @throws RefusedException if the tenant does not exist
  private void sayNone(Target target) {
    if (!target.kind().namespaced() || allTenants) {
      session.err().println("No %s.".formatted(target.kind().plural()));
      return;
    }
    new TenantCheck(session.client()).require(session.namespace());
    session
        .err()
        .println(
            "No %s in tenant %s.%s"
                .formatted(
                    target.kind().plural(),
                    session.namespace(),
                    new PublicObjects(session).said(target)));
  }

  private @Nullable String namespace(Target target) {
    return target.kind().namespaced() && !allTenants ? session.namespace() : null;
  }

  private ListQuery query() {
    return new ListQuery(fieldSelector, selector, null, null);
  }

  /// Prints what is there and then every change until it is interrupted; after a gap all that is
  /// there again.
  private void follow(Target target, Printer printer) {
    var query =
        target.name() == null
            ? query()
            : new ListQuery("metadata.name=" + target.name(), selector, null, null);
    new ObjectFollow(session.client(), target.type(), namespace(target), query)
        .run(
            new ObjectFollow.Listener() {
              @Override
              public void listed(ObjectList list) {
                printer.printList(
                    session.out(), list.items().stream().map(GetCommand.this::shown).toList());
              }

              @Override
              public void following() {}

              @Override
              public void upserted(ObjectNode object) {
                printer.print(session.out(), shown(object));
              }

              @Override
              public void deleted(ObjectNode object) {
                printer.print(session.out(), shown(object));
              }

              @Override
              public void interrupted(String why) {
                session.err().println("ciaoctl: %s; asking again".formatted(why));
              }
            });
  }
}
