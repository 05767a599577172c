package io.ciao.apiserver.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.agent.ConcentratorCalls;
import io.ciao.apiserver.agent.InstanceLogs;
import io.ciao.apiserver.certificate.ConcentratorCertificates;
import io.ciao.apiserver.certificate.NodeCertificates;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.instance.InstanceBatches;
import io.ciao.apiserver.instance.InstanceCheck;
import io.ciao.apiserver.node.NodeJoin;
import io.ciao.apiserver.node.NodeLoss;
import io.ciao.apiserver.node.NodeRenewal;
import io.ciao.apiserver.node.UsageMemory;
import io.ciao.apiserver.registry.BodyReader;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.request.WriteOptions;
import io.ciao.apiserver.status.Refusals;

/// What single kinds offer beyond the verbs: actions on instances, joining of nodes, logs.
public final class SpecialRoutes {
  private final InstanceBatches batches;
  private final InstanceCheck check;
  private final Nodes nodes;
  private final Agents agents;

  /// What the agents of nodes answer.
  public record Agents(InstanceLogs instances, ConcentratorCalls concentrators) {}

  /// What nodes offer.
  public record Nodes(
      NodeJoin join,
      NodeRenewal renewal,
      NodeLoss loss,
      Certificates certificates,
      UsageMemory usage) {}

  /// What signs certificates.
  public record Certificates(NodeCertificates nodes, ConcentratorCertificates concentrators) {}

  public SpecialRoutes(InstanceBatches batches, InstanceCheck check, Nodes nodes, Agents agents) {
    this.batches = batches;
    this.check = check;
    this.nodes = nodes;
    this.agents = agents;
  }

  Answer action(ResourceRequest request) throws InterruptedException {
    String action = request.kind().plural() + ":" + request.path().action();
    if (request.path().name() != null) {
      throw Refusals.noSuchResource();
    }
    requirePost(request, action);
    return switch (action) {
      case "instances:bind" -> {
        boolean dryRun = WriteOptions.dryRun(request.request().query().all("dryRun"));
        yield Answer.json(200, batches.bind(body(request), request.guards(), dryRun));
      }
      case "instances:unbind" -> Answer.json(200, batches.unbind(body(request), request.guards()));
      case "instances:status" ->
          Answer.json(
              200, batches.status(body(request), request.request().identity(), request.guards()));
      case "instances:check" ->
          Answer.json(200, check.check(body(request), request.request().identity()));
      case "nodes:probe" -> Answer.json(200, nodes.renewal().probe(body(request)));
      case "nodes:usage" -> Answer.json(200, nodes.usage().take(body(request)));
      default -> throw Refusals.noSuchResource();
    };
  }

  Answer subresource(ResourceRequest request) throws InterruptedException {
    String what = request.kind().plural() + "/" + request.path().subresource();
    return switch (what) {
      case "instances/log" -> {
        requireGet(request, what);
        yield agents.instances().log(request.target(), request.request().query());
      }
      case "concentrators/log" -> {
        requireGet(request, what);
        yield agents.concentrators().log(request.target(), request.request().query());
      }
      case "concentrators/state" -> {
        requireGet(request, what);
        yield agents.concentrators().state(request.target());
      }
      case "concentrators/exec" -> {
        requirePost(request, what);
        yield agents.concentrators().exec(request.target(), body(request));
      }
      case "nodes/join", "nodes/joined", "nodes/renew", "nodes/lost", "nodes/certificate" -> {
        requirePost(request, what);
        yield Answer.json(200, node(request));
      }
      case "concentrators/certificate" -> {
        requirePost(request, what);
        yield Answer.json(200, concentrator(request));
      }
      default -> throw Refusals.noSuchResource();
    };
  }

  private ObjectNode concentrator(ResourceRequest request) {
    Target target = request.target();
    return nodes
        .certificates()
        .concentrators()
        .issue(
            String.valueOf(target.namespace()),
            target.name(),
            body(request),
            request.request().identity());
  }

  private ObjectNode node(ResourceRequest request) throws InterruptedException {
    String name = request.target().name();
    ObjectNode body = body(request);
    return switch (request.path().subresource()) {
      case "join" -> nodes.join().join(name, body);
      case "joined" -> nodes.join().joined(name, body);
      case "renew" -> nodes.renewal().renew(name, body);
      case "certificate" -> nodes.certificates().nodes().issue(name, body, request.request());
      default -> nodes.loss().lost(name, body, request.guards());
    };
  }

  private static void requireGet(ResourceRequest request, String what) {
    if (!request.request().method().equals("GET")) {
      throw Refusals.methodNotAllowed(what + " takes GET alone");
    }
  }

  private static void requirePost(ResourceRequest request, String what) {
    if (!request.request().method().equals("POST")) {
      throw Refusals.methodNotAllowed(what + " takes POST alone");
    }
  }

  private static ObjectNode body(ResourceRequest request) {
    ApiRequest raw = request.request();
    return BodyReader.optionalObject(raw.body(), raw.header("content-type"));
  }
}
