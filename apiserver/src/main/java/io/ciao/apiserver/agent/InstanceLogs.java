package io.ciao.apiserver.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.registry.Reading;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.request.Query;
import io.ciao.apiserver.status.Refusals;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.OptionalLong;

/// Streams logs of instances from the agents of their nodes. Safe for many threads.
public final class InstanceLogs {
  private final ResourceStore store;
  private final Reading reading;
  private final AgentCalls agents;

  public InstanceLogs(ResourceStore store, AgentCalls agents) {
    this.store = store;
    this.reading = new Reading(store);
    this.agents = agents;
  }

  /// The log of an instance, as text that comes piece by piece.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused if there is no agent to ask, or it refuses
  public Answer log(Target target, Query query) throws InterruptedException {
    reading.await(OptionalLong.empty());
    StoredObject instance =
        store
            .get(target.key())
            .orElseThrow(() -> Refusals.notFound(target.resource(), target.name()));
    String node = instance.tree().path("status").path("binding").path("nodeName").asText("");
    if (node.isEmpty()) {
      throw Refusals.badRequest(
          "instance/%s has no node yet, so it has no log; ask: ciaoctl why instance/%s"
              .formatted(target.name(), target.name()));
    }
    return agents.get(
        agent(node),
        "/v1/instances/" + instance.uid() + "/log" + LogQuery.of(query),
        "log of instance " + target.key(),
        Answer.TEXT);
  }

  private AgentCalls.Agent agent(String node) {
    JsonNode status =
        store
            .get(ResourceKey.cluster("nodes", node))
            .map(found -> found.tree().path("status"))
            .orElseThrow(() -> Refusals.unavailable("node " + node + " does not exist"));
    String address = status.path("address").asText("");
    int port = status.path("agentPort").asInt(0);
    if (address.isEmpty() || port == 0) {
      throw Refusals.unavailable(
          "node " + node + " has not said yet where its agent listens (status.address, agentPort)");
    }
    return new AgentCalls.Agent("agent", node, address, port);
  }
}
