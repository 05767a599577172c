package io.ciao.ctl.command;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.schema.KindDefinition;
import io.ciao.ctl.command.OwnerTree.Entry;
import io.ciao.ctl.output.TextTable;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows what an object owns.
@Command(
    name = "tree",
    description = "Show an object with everything that it owns.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  ciaoctl tree tenant acme", "  ciaoctl tree instance/web"})
public final class TreeCommand implements Callable<Integer> {
  private static final int AT_A_TIME = 4;

  @Mixin private Session session = new Session();

  @Parameters(arity = "0..*", paramLabel = "KIND NAME | KIND/NAME", description = "The root.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    for (var target : session.objects(words)) {
      var key = target.key(session::namespace);
      var root = new Entry(target.kind(), session.client().get(target.type(), key));
      var tree = new OwnerTree(everything(root, key.namespace()));
      for (var owner : tree.ownersOf(root)) {
        session.out().println("owned by " + owner);
      }
      var table = new TextTable(List.of("NAME", "READY", "REASON", "AGE"));
      for (var line : tree.lines(root)) {
        table.add(row(line));
      }
      table.print(session.out());
    }
    return 0;
  }

  /// What may be in the tree: objects of the tenant, and where the root is of no tenant, of all.
  private List<Entry> everything(Entry root, @Nullable String namespace) {
    var entries = new ArrayList<>(List.of(root));
    // Some at a time: each has a connection of its own, which costs more than its list.
    try (var threads = Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      session.kinds().kinds().stream()
          .filter(kind -> !kind.kind().equals("Event"))
          .map(kind -> threads.submit(() -> list(kind, tenant(kind, root, namespace))))
          .toList()
          .forEach(answer -> entries.addAll(listed(answer)));
    }
    return entries;
  }

  private static List<Entry> listed(Future<List<Entry>> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RefusedException("interrupted");
    }
  }

  private static @Nullable String tenant(
      KindDefinition kind, Entry root, @Nullable String namespace) {
    if (!kind.namespaced()) {
      return null;
    }
    var isTenant = root.kind().kind().equals("Tenant") || root.kind().kind().equals("Namespace");
    return isTenant ? root.object().path("metadata").path("name").asText() : namespace;
  }

  private List<Entry> list(KindDefinition kind, @Nullable String tenant) {
    var type = new Target(kind, null).type();
    try {
      return session.client().list(type, tenant, ListQuery.ALL).items().stream()
          .map(object -> new Entry(kind, object))
          .toList();
    } catch (ApiException e) {
      // What may not be listed is not shown; the rest still is.
      if (e.code() == 403 || e.isNotFound() || e.code() == 405) {
        return List.of();
      }
      throw new RefusedException("list %s: %s".formatted(kind.plural(), e.getMessage()));
    }
  }

  private static List<String> row(OwnerTree.Line line) {
    var object = line.entry().object();
    var ready = Progress.condition(object, "Ready");
    var deleting = object.path("metadata").has("deletionTimestamp");
    return List.of(
        line.name(),
        ready.path("status").asText("-"),
        deleting ? "Deleting" : ready.path("reason").asText("-"),
        Since.age(object.path("metadata").path("creationTimestamp").asText(), Instant.now()));
  }
}
