package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ObjectFollow;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.ResourceType;
import io.ciao.api.schema.Ages;
import io.ciao.ctl.output.TextTable;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows what happened, newest last.
@Command(
    name = "events",
    description = "Show what happened to objects.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl events",
      "  ciaoctl events --for instance/web -w",
      "  ciaoctl events -A --types Warning"
    })
public final class EventsCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Option(names = "--for", paramLabel = "KIND/NAME", description = "Only of this object.")
  private @Nullable String object;

  @Option(
      names = "--types",
      split = ",",
      paramLabel = "TYPE",
      description = "Only these types: Normal, Warning.")
  private List<String> types = new ArrayList<>();

  @Option(
      names = {"-A", "--all-namespaces", "--all-tenants"},
      description = "Of all tenants.")
  private boolean allTenants;

  @Option(
      names = {"-w", "--watch"},
      description = "Go on and show what happens.")
  private boolean watch;

  @Override
  public Integer call() {
    var query = new ListQuery(selector(), null, null, null);
    var tenant = allTenants ? null : session.namespace();
    var wanted =
        types.stream().map(type -> type.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    var shown = new Shown(wanted);
    if (watch) {
      new ObjectFollow(session.client(), ResourceType.EVENTS, tenant, query).run(shown);
    } else {
      var list = session.client().list(ResourceType.EVENTS, tenant, query);
      if (list.items().stream().noneMatch(event -> matches(event, wanted))) {
        session.err().println("No events.");
        return 0;
      }
      shown.listed(list);
    }
    return 0;
  }

  /// The table, to which each event is added once for each time that it is written.
  private final class Shown implements ObjectFollow.Listener {
    private final Set<String> wanted;
    private final TextTable table = new TextTable(header());

    /// Versions of events by uid.
    private final Map<String, String> told = new HashMap<>();

    Shown(Set<String> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void listed(ObjectList list) {
      list.items().stream()
          .filter(this::isNew)
          .sorted(Comparator.comparing(EventsCommand::lastSeen))
          .forEach(event -> table.add(row(event)));
      table.print(session.out());
    }

    private boolean isNew(ObjectNode event) {
      var metadata = event.path("metadata");
      var version = metadata.path("resourceVersion").asText();
      return matches(event, wanted)
          && !version.equals(told.put(metadata.path("uid").asText(), version));
    }

    @Override
    public void following() {}

    @Override
    public void upserted(ObjectNode event) {
      if (isNew(event)) {
        table.add(row(event));
        table.print(session.out());
      }
    }

    @Override
    public void deleted(ObjectNode event) {
      told.remove(event.path("metadata").path("uid").asText());
    }

    @Override
    public void interrupted(String why) {
      session.err().println("ciaoctl: %s; asking again".formatted(why));
    }
  }

  private @Nullable String selector() {
    if (object == null) {
      return null;
    }
    var targets = session.targets(List.of(object));
    var target = targets.getFirst();
    if (targets.size() != 1 || target.name() == null) {
      throw new UsageException("--for takes one object, for example instance/web");
    }
    return "involvedObject.kind=%s,involvedObject.name=%s"
        .formatted(target.kind().kind(), target.name());
  }

  private static boolean matches(ObjectNode event, Set<String> wanted) {
    return wanted.isEmpty()
        || wanted.contains(event.path("type").asText().toLowerCase(Locale.ROOT));
  }

  private List<String> header() {
    var header = new ArrayList<String>();
    if (allTenants) {
      header.add("TENANT");
    }
    header.addAll(List.of("LAST SEEN", "TYPE", "REASON", "OBJECT", "COUNT", "MESSAGE"));
    return header;
  }

  private List<String> row(ObjectNode event) {
    var row = new ArrayList<String>();
    if (allTenants) {
      row.add(event.path("metadata").path("namespace").asText());
    }
    var about = event.path("involvedObject");
    row.add(age(lastSeen(event)));
    row.add(event.path("type").asText());
    row.add(event.path("reason").asText());
    row.add(
        about.path("kind").asText().toLowerCase(Locale.ROOT) + "/" + about.path("name").asText());
    row.add(Long.toString(count(event)));
    row.add(event.path("message").asText().replace('\n', ' '));
    return row;
  }

  private static long count(ObjectNode event) {
    return Math.max(
        1, Math.max(event.path("count").asLong(), event.path("series").path("count").asLong()));
  }

  /// The newest of the times that its writers fill in, each in its own way.
  static String lastSeen(ObjectNode event) {
    return Stream.of(
            event.path("series").path("lastObservedTime"),
            event.path("lastTimestamp"),
            event.path("eventTime"),
            event.path("metadata").path("creationTimestamp"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String age(String time) {
    try {
      return Ages.between(Instant.parse(time), Instant.now());
    } catch (DateTimeException _) {
      return "unknown";
    }
  }
}
