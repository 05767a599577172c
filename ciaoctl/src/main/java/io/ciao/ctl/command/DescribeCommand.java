package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.network.ConcentratorState;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints one object for people: what is wanted, what is so, conditions, events.
@Command(
    name = "describe",
    description = "Show an object with its conditions and events.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  ciaoctl describe instance web", "  ciaoctl describe node/cn1"})
public final class DescribeCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "0..*", paramLabel = "KIND NAME… | KIND/NAME", description = "What to show.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--show-managed-fields",
      description = "Also the whole metadata, with who wrote which field.")
  private boolean showManagedFields;

  @Override
  public Integer call() {
    var out = session.out();
    for (var target : session.objects(words)) {
      var object = session.client().get(target.type(), target.key(session::namespace));
      var events = ObjectEvents.of(session.client(), object);
      var description = new Description(object, events, guests(target, object), Instant.now());
      description.print(out, target.kind().kind());
      if (target.kind().kind().equals("Concentrator")) {
        printState(out, target);
      }
      if (showManagedFields) {
        description.printMetadata(out);
      }
    }
    return 0;
  }

  /// What the concentrator has, from its agent; that it cannot be asked is a line, no failure.
  private void printState(PrintStream out, Target target) {
    var path = target.type().path(target.key(session::namespace)) + "/state";
    try {
      var state =
          Json.toRecord(session.client().request("GET", path, null), ConcentratorState.class);
      new ConcentratorDescription(state, nodesByAddress(), Instant.now()).print(out);
    } catch (ApiException e) {
      out.println("Served: unknown, " + e.getMessage());
    }
  }

  private Map<String, String> nodesByAddress() {
    var nodes = new HashMap<String, String>();
    try {
      for (var node : session.client().list(ResourceType.NODES, null, ListQuery.ALL).items()) {
        nodes.put(
            node.path("status").path("address").asText(),
            node.path("metadata").path("name").asText());
      }
    } catch (ApiException _) {
      // A tenant sees tunnel addresses, and not whose they are.
    }
    return nodes;
  }

  /// The instances of a node, of all tenants.
  private Optional<List<String>> guests(Target target, ObjectNode object) {
    if (!target.kind().kind().equals("Node")) {
      return Optional.empty();
    }
    var name = object.path("metadata").path("name").asText();
    try {
      var query = ListQuery.fields("status.binding.nodeName=" + name);
      return Optional.of(
          session.client().list(ResourceType.INSTANCES, null, query).items().stream()
              .map(DescribeCommand::withTenant)
              .sorted()
              .toList());
    } catch (ApiException _) {
      // Who may see the node need not be allowed to see what runs there.
      return Optional.empty();
    }
  }

  private static String withTenant(ObjectNode instance) {
    var metadata = instance.path("metadata");
    return metadata.path("namespace").asText() + "/" + metadata.path("name").asText();
  }
}
