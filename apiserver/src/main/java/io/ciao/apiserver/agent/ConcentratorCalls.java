package io.ciao.apiserver.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.exec.ExecFrame;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.registry.Reading;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.request.Query;
import io.ciao.apiserver.status.Refusals;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.OptionalLong;

/// Asks the cnci-agent that serves a concentrator, at its tunnel address. Safe for many threads.
public final class ConcentratorCalls {
  private final ResourceStore store;
  private final Reading reading;
  private final AgentCalls agents;

  public ConcentratorCalls(ResourceStore store, AgentCalls agents) {
    this.store = store;
    this.reading = new Reading(store);
    this.agents = agents;
  }

  /// What happened to it: lines of its agent and of its DHCP server.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused if nobody serves it, or its agent refuses
  public Answer log(Target target, Query query) throws InterruptedException {
    StoredObject concentrator = read(target);
    return agents.get(
        agent(target, concentrator),
        path(concentrator) + "/log" + LogQuery.of(query),
        "log of concentrator " + target.key(),
        Answer.TEXT);
  }

  /// What it has now, a [io.ciao.api.network.ConcentratorState].
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused if nobody serves it, or its agent refuses
  public Answer state(Target target) throws InterruptedException {
    StoredObject concentrator = read(target);
    return agents.get(
        agent(target, concentrator),
        path(concentrator) + "/state",
        "concentrator " + target.key(),
        Answer.JSON);
  }

  /// Runs a program of the network node in the concentrator's network namespace.
  ///
  /// @param body `{"command": ["ip", "addr"]}`
  /// @throws io.ciao.apiserver.status.RequestRefused if nobody serves it, or its agent refuses
  public Answer exec(Target target, ObjectNode body) throws InterruptedException {
    JsonNode command = body.path("command");
    if (!command.isArray() || command.isEmpty()) {
      throw Refusals.badRequest("command: a list of words is needed, the program's name first");
    }
    StoredObject concentrator = read(target);
    ObjectNode wanted = Json.object();
    wanted.set("command", command);
    return agents.post(
        agent(target, concentrator),
        path(concentrator) + "/exec",
        Json.write(wanted),
        "concentrator " + target.key(),
        ExecFrame.MEDIA_TYPE);
  }

  private StoredObject read(Target target) throws InterruptedException {
    reading.await(OptionalLong.empty());
    return store
        .get(target.key())
        .orElseThrow(() -> Refusals.notFound(target.resource(), target.name()));
  }

  private static String path(StoredObject concentrator) {
    return "/v1/concentrators/" + concentrator.uid();
  }

  private static AgentCalls.Agent agent(Target target, StoredObject concentrator) {
    JsonNode status = concentrator.tree().path("status");
    String node = status.path("active").path("nodeName").asText("");
    if (node.isEmpty()) {
      throw Refusals.unavailable(
          "nobody serves concentrator/%s now; ask: ciaoctl describe concentrator/%s"
              .formatted(target.name(), target.name()));
    }
    int port = status.path("agentPort").asInt(0);
    if (port == 0) {
      throw Refusals.unavailable(
          "the cnci-agent of node " + node + " has not said yet where it listens (agentPort)");
    }
    return new AgentCalls.Agent(
        "cnci-agent", node, status.path("active").path("vtep").asText(), port);
  }
}
