package io.ciao.apiserver.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.FieldSelector;
import io.ciao.api.schema.LabelSelector;
import io.ciao.api.schema.SelectorException;
import io.ciao.apiserver.auth.Access;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.node.UsageMemory;
import io.ciao.apiserver.pipeline.VirtualResources;
import io.ciao.apiserver.request.Query;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// `metrics.k8s.io/v1beta1`: `nodes`, and `pods`, which are instances; and `/api/v1/nodes` as far
/// as `kubectl top node` asks for it, told by no discovery, for a Node is a `nodes.ciao.io`. So is
/// `/api/v1/pods`, which `kubectl top pod` looks at where there are no figures: there are none.
///
/// What is used is shown where it is known and at most 30 s old; with `?unknown=true` everything
/// else is shown too, without figures. Of an instance only what the node says that it is bound to.
public final class MetricsView implements VirtualResources {
  static final String GROUP = "metrics.k8s.io";

  private static final String NODES = "nodes";
  private static final String PODS = "pods";

  private final UsageMemory memory;
  private final ResourceStore store;
  private final Authorizer authorizer;

  public MetricsView(UsageMemory memory, ResourceStore store, Authorizer authorizer) {
    this.memory = memory;
    this.store = store;
    this.authorizer = authorizer;
  }

  @Override
  public Optional<Answer> answer(RequestPath.Resource path, ApiRequest request) {
    boolean metrics =
        path.group().equals(GROUP)
            && path.version().equals("v1beta1")
            && (path.resource().equals(NODES) || path.resource().equals(PODS));
    boolean core = isCore(path);
    if (!metrics && !core) {
      return Optional.empty();
    }
    requirePlace(path);
    permit(path, request);
    return Optional.of(Answer.json(200, path.name() == null ? list(path, request) : one(path)));
  }

  private static boolean isCore(RequestPath.Resource path) {
    return path.group().isEmpty()
        && path.version().equals("v1")
        && (path.resource().equals(NODES) || isPodList(path));
  }

  private static boolean isPodList(RequestPath.Resource path) {
    return path.resource().equals(PODS) && path.name() == null && path.subresource().isEmpty();
  }

  private static void requirePlace(RequestPath.Resource path) {
    boolean placed = path.namespace() == null || path.resource().equals(PODS);
    boolean named =
        path.name() == null || path.resource().equals(NODES) || path.namespace() != null;
    if (!placed || !named || !path.subresource().isEmpty() || !path.action().isEmpty()) {
      throw Refusals.noSuchResource();
    }
  }

  private void permit(RequestPath.Resource path, ApiRequest request) {
    if (!request.method().equals("GET") || request.query().flag("watch")) {
      throw Refusals.methodNotAllowed(
          "the server does not allow this method on the requested resource: figures are read, not"
              + " watched or written");
    }
    RequestPath.Resource asked = isCore(path) ? modern(path) : path;
    Access access =
        new Access(path.name() == null ? Verb.LIST : Verb.GET, asked, FieldSelector.ALL);
    Decision decision = authorizer.decide(request.identity(), access);
    if (decision instanceof Decision.Denied) {
      // A role that permits it may be newer than what this apiserver's cache shows.
      catchUp();
      decision = authorizer.decide(request.identity(), access);
    }
    if (decision instanceof Decision.Denied(String reason)) {
      throw Refusals.forbidden(
          new GroupResource(asked.group(), asked.resource()),
          path.name() == null ? "" : path.name(),
          access.denial(request.identity(), reason));
    }
  }

  /// Who may read that may read the same in the older shape.
  private static RequestPath.Resource modern(RequestPath.Resource path) {
    return path.resource().equals(PODS)
        ? new RequestPath.Resource(GROUP, "v1beta1", path.namespace(), PODS, "", null, "")
        : new RequestPath.Resource("ciao.io", "v1", null, NODES, "", path.name(), "");
  }

  private void catchUp() {
    try {
      store.awaitCurrent();
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  private ObjectNode one(RequestPath.Resource path) {
    StoredObject object =
        store
            .find(stored(path), path.namespace(), String.valueOf(path.name()))
            .orElseThrow(() -> notFound(path));
    Instant now = memory.now();
    if (!isCore(path) && !known(object, now)) {
      throw notFound(path);
    }
    return shown(path, object, now);
  }

  private static io.ciao.apiserver.status.RequestRefused notFound(RequestPath.Resource path) {
    return Refusals.notFound(
        new GroupResource(path.group(), path.resource()), String.valueOf(path.name()));
  }

  private ObjectNode list(RequestPath.Resource path, ApiRequest request) {
    ObjectNode list = Json.object();
    boolean core = isCore(path);
    String kind = (path.resource().equals(PODS) ? "Pod" : "Node") + (core ? "" : "Metrics");
    list.put("kind", kind + "List").put("apiVersion", core ? "v1" : MetricsForms.VERSION);
    list.putObject("metadata");
    ArrayNode items = list.putArray("items");
    if (core && path.resource().equals(PODS)) {
      return list;
    }
    Instant now = memory.now();
    boolean all = core || request.query().flag("unknown");
    selected(path, request.query())
        .filter(object -> all || known(object, now))
        .forEach(object -> items.add(shown(path, object, now)));
    return list;
  }

  private Stream<StoredObject> selected(RequestPath.Resource path, Query query) {
    try {
      LabelSelector labels = LabelSelector.parse(query.text("labelSelector"));
      Predicate<StoredObject> named = named(query.text("fieldSelector"));
      return store.list(stored(path), path.namespace()).objects().stream()
          .filter(object -> labels.matches(object.labels()))
          .filter(named);
    } catch (SelectorException malformed) {
      throw Refusals.badRequest(String.valueOf(malformed.getMessage()));
    }
  }

  private static Predicate<StoredObject> named(String selector) {
    String wanted = selector.replaceFirst("^metadata\\.name==?", "");
    if (selector.isEmpty()) {
      return _ -> true;
    }
    if (wanted.equals(selector)) {
      throw Refusals.badRequest(
          "fieldSelector: \"" + selector + "\" is found; metadata.name=NAME is what there is");
    }
    return object -> object.key().name().equals(wanted);
  }

  private static String stored(RequestPath.Resource path) {
    return path.resource().equals(PODS) ? "instances" : NODES;
  }

  private Optional<UsageMemory.Heard> heard(StoredObject object) {
    if (object.key().resource().equals(NODES)) {
      return memory.of(object.key().name());
    }
    JsonNode node = object.view().path("status").path("binding").path("nodeName");
    return memory.of(node.asText("")).filter(found -> found.instances().containsKey(object.uid()));
  }

  /// Clients of these shapes read what is absent as 0: only what is known whole is shown to all.
  private boolean known(StoredObject object, Instant now) {
    var used =
        object.key().resource().equals(NODES)
            ? heard(object).filter(found -> found.fresh(now)).map(found -> found.usage().used())
            : Optional.of(MetricsForms.used(object, heard(object), now));
    return used.filter(found -> found.cpuMilli() != null && found.memoryBytes() != null)
        .isPresent();
  }

  private ObjectNode shown(RequestPath.Resource path, StoredObject object, Instant now) {
    var heard = heard(object);
    if (isCore(path)) {
      return MetricsForms.coreNode(object, heard);
    }
    return path.resource().equals(PODS)
        ? MetricsForms.instance(object, heard, now)
        : MetricsForms.node(object, heard, now);
  }
}
