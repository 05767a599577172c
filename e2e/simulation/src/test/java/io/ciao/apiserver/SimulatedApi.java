package io.ciao.apiserver;

import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.admission.Admissions;
import io.ciao.apiserver.agent.AgentCalls;
import io.ciao.apiserver.agent.ConcentratorCalls;
import io.ciao.apiserver.agent.InstanceLogs;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.auth.StoredNodeView;
import io.ciao.apiserver.auth.WriteRule;
import io.ciao.apiserver.certificate.AuthorityDocument;
import io.ciao.apiserver.certificate.ConcentratorCertificates;
import io.ciao.apiserver.certificate.NodeCertificates;
import io.ciao.apiserver.certificate.Revocations;
import io.ciao.apiserver.discovery.CrdView;
import io.ciao.apiserver.discovery.Discovery;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.health.Health;
import io.ciao.apiserver.identity.JoinTokens;
import io.ciao.apiserver.instance.InstanceBatches;
import io.ciao.apiserver.instance.InstanceCheck;
import io.ciao.apiserver.instance.TransitionEvents;
import io.ciao.apiserver.node.NodeJoin;
import io.ciao.apiserver.node.NodeLoss;
import io.ciao.apiserver.node.NodeRenewal;
import io.ciao.apiserver.node.UsageMemory;
import io.ciao.apiserver.paging.PagedLists;
import io.ciao.apiserver.pipeline.CrdRoutes;
import io.ciao.apiserver.pipeline.Pipeline;
import io.ciao.apiserver.pipeline.ReadRoutes;
import io.ciao.apiserver.pipeline.ResourceRoutes;
import io.ciao.apiserver.pipeline.SpecialRoutes;
import io.ciao.apiserver.pipeline.WriteRoutes;
import io.ciao.apiserver.quota.QuotaView;
import io.ciao.apiserver.rbac.Escalation;
import io.ciao.apiserver.rbac.ReadyMadeRoles;
import io.ciao.apiserver.rbac.StoredRoles;
import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.registry.Identifiers;
import io.ciao.apiserver.registry.Reading;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.registry.RegistryParts;
import io.ciao.apiserver.registry.WriteContext;
import io.ciao.apiserver.request.WriteOptions;
import io.ciao.apiserver.tenant.TenantContent;
import io.ciao.apiserver.watch.Watches;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.MemoryStore;
import io.ciao.store.PresenceStore;
import io.ciao.store.Sealing;
import io.ciao.testkit.ManualClock;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;

/// The apiserver behind its listeners, as it is, over a store in memory: routes, permissions,
/// admission, the rules of binds and reports.
public final class SimulatedApi implements AutoCloseable {
  private static final KindRegistry KINDS = KindRegistry.load();

  /// Nobody asks agents here; one HTTP client does for all.
  private static final SpecialRoutes.Agents AGENTS = agents();

  private final InstanceBatches batches;
  private final Pipeline pipeline;

  public SimulatedApi(MemoryStore store, PresenceStore presence, ManualClock clock) {
    var writes = new WriteLoop(store);
    var view = new StoredNodeView(store);
    var roles = new StoredRoles(store);
    var random = new SplittableRandom(1);
    var identifiers = new Identifiers(random);
    var authorizer =
        new Authorizer(
            view,
            (resource, name) ->
                store
                    .find(resource, io.ciao.api.meta.Shared.TENANT, name)
                    .filter(SharedObjects::isPublic)
                    .isPresent(),
            roles);
    var registry =
        new Registry(
            new RegistryParts(
                store,
                writes,
                Admissions.all(store, KINDS, identifiers::uid),
                new WriteRule(view, new Escalation(roles)),
                identifiers,
                clock),
            new TenantContent(store, KINDS));
    grantSchedulers(registry);
    var events =
        new TransitionEvents(store, identifiers::uid, KINDS.require("Event"), clock.nanos());
    this.batches =
        new InstanceBatches(store, writes, clock, KINDS.require("Instance"), events, _ -> {});
    var crds = new CrdView(KINDS);
    var reads =
        new ReadRoutes(
            new Reading(store),
            new PagedLists(store, clock.nanos()),
            new Watches(store, clock.nanos()),
            kind -> QuotaView.of(kind, writes.ledger()),
            clock,
            random);
    var nodes = nodes(store, writes, presence, clock);
    var routes =
        new ResourceRoutes(
            KINDS,
            authorizer,
            reads,
            new WriteRoutes(registry),
            new SpecialRoutes(batches, new InstanceCheck(store), nodes, AGENTS),
            new CrdRoutes(crds, clock));
    this.pipeline =
        new Pipeline(
            new Health(store, () -> Answer.text(200, "")),
            new Discovery(KINDS, crds),
            AuthorityDocument.of(List.of()),
            routes,
            List.of(),
            authorizer);
  }

  /// What nodes ask for; no certificates are signed.
  private static SpecialRoutes.Nodes nodes(
      MemoryStore store, WriteLoop writes, PresenceStore presence, ManualClock clock) {
    var tokens = new JoinTokens(store, clock, new SecureRandom());
    return new SpecialRoutes.Nodes(
        new NodeJoin(store, writes),
        new NodeRenewal(presence),
        new NodeLoss(store, writes),
        new SpecialRoutes.Certificates(
            new NodeCertificates(null, tokens, Revocations.of(store), clock),
            new ConcentratorCertificates(null, Revocations.of(store), store)),
        new UsageMemory(clock));
  }

  /// What the leading apiserver makes sure of.
  private static void grantSchedulers(Registry registry) {
    var system = new Identity("system:apiserver", Set.of(Identity.ADMINS), Set.of(), "");
    var options = new WriteOptions(false, WriteOptions.FieldValidation.STRICT);
    var context = new WriteContext(system, options, List.of());
    for (var role : ReadyMadeRoles.load().objects()) {
      if (role.path("metadata").path("name").asText().contains("scheduler")) {
        var kind = KINDS.require(role.path("kind").asText());
        registry.create(kind, null, role, context);
      }
    }
  }

  /// An empty store for it.
  public static MemoryStore store(ManualClock clock) {
    return new MemoryStore(
        new StoredResources(KINDS, Sealing.none()), new SelectableFields(KINDS), clock);
  }

  private static SpecialRoutes.Agents agents() {
    try {
      var store = store(ManualClock.atStart());
      var calls = new AgentCalls(SSLContext.getDefault());
      return new SpecialRoutes.Agents(
          new InstanceLogs(store, calls), new ConcentratorCalls(store, calls));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public Answer handle(ApiRequest request) throws InterruptedException {
    return pipeline.handle(request);
  }

  @Override
  public void close() {
    batches.close();
  }
}
