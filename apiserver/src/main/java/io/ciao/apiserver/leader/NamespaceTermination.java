package io.ciao.apiserver.leader;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.duty.Duty;
import io.ciao.apiserver.duty.Marks;
import io.ciao.apiserver.registry.PairDeletion;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.registry.WriteContext;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.tenant.Remaining;
import io.ciao.apiserver.tenant.TenantContent;
import io.ciao.apiserver.tenant.TerminationConditions;
import io.ciao.apiserver.tenant.TerminationDecider;
import io.ciao.apiserver.write.Fan;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends tenants that were marked: removes their content stage by stage, says in conditions what
/// remains, and removes Tenant and Namespace when nothing does.
///
/// A pass reads the content after the mark shows in the cache and after a consistent read; creates
/// compare the Namespace, so that nothing can come after.
final class NamespaceTermination implements Duty {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceTermination.class);
  private static final Duration ALL_EVERY = Duration.ofSeconds(10);
  private static final int AT_ONCE = 16;
  private static final List<String> HALVES = List.of("namespaces", "tenants");
  private static final DeleteOptions BACKGROUND =
      new DeleteOptions(false, Propagation.BACKGROUND, "", "", false);

  private final Parts parts;
  private final PairDeletion pairs;
  private final TenantContent content;
  private final Marks<String> marks = new Marks<>();
  private final Set<String> ending = ConcurrentHashMap.newKeySet();

  /// What it works with.
  ///
  /// @param context the leader's, with its term as a condition
  record Parts(
      ResourceStore store,
      Registry registry,
      KindRegistry kinds,
      InstantSource clock,
      WriteContext context) {}

  NamespaceTermination(Parts parts) {
    this.parts = parts;
    this.pairs = parts.registry().pairs();
    this.content = new TenantContent(parts.store(), parts.kinds());
  }

  @Override
  public String name() {
    return "namespace termination";
  }

  @Override
  public void changed(StoreEvent event) {
    switch (event) {
      case StoreEvent.Put(StoredObject object, StoredObject _) -> changed(object);
      case StoreEvent.Deleted(StoredObject last) -> changed(last);
      case StoreEvent.Progress _ -> {
        // nothing happened
      }
    }
  }

  private void changed(StoredObject object) {
    boolean half = isHalf(object);
    if (half && object.deleting()) {
      ending.add(object.key().name());
    }
    String tenant = half ? object.key().name() : object.key().namespace();
    if (tenant != null && ending.contains(tenant)) {
      marks.add(tenant);
    }
  }

  private static boolean isHalf(StoredObject object) {
    return HALVES.contains(object.key().resource());
  }

  @Override
  public void missed() {
    marks.addAll();
  }

  @Override
  public void await() throws InterruptedException {
    marks.await(ALL_EVERY);
  }

  @Override
  public void pass() throws InterruptedException, StoreException {
    Marks.Taken<String> taken = marks.take();
    Set<String> tenants = new TreeSet<>(taken.keys());
    if (taken.all()) {
      for (String half : HALVES) {
        parts.store().list(half, null).objects().stream()
            .filter(StoredObject::deleting)
            .forEach(object -> tenants.add(object.key().name()));
      }
      ending.addAll(tenants);
    }
    if (!tenants.isEmpty()) {
      parts.store().awaitCurrent();
    }
    for (String tenant : tenants) {
      end(tenant);
    }
  }

  private void end(String tenant) throws InterruptedException {
    if (!isEnding(tenant)) {
      ending.remove(tenant);
      return;
    }
    List<Remaining> left = content.read(tenant);
    List<String> problems = new ArrayList<>(content.unreadable(tenant));
    TerminationDecider.Decision decision = TerminationDecider.decide(left);
    problems.addAll(delete(tenant, decision.delete()));
    if (decision.empty() && problems.isEmpty()) {
      List<String> kept = pairs.kept(tenant);
      if (kept.isEmpty()) {
        pairs.remove(tenant, parts.context());
        LOG.info("tenant is gone tenant={}", tenant);
        return;
      }
      problems.add("finalizers of the tenant or its namespace remain: " + String.join(", ", kept));
    }
    pairs.say(
        tenant,
        half -> {
          if (half.path("kind").asText().equals("Namespace")) {
            TerminationConditions.namespace(half, left, problems, parts.clock().instant());
          } else {
            TerminationConditions.tenant(half, left, problems, parts.clock().instant());
          }
        },
        parts.context());
  }

  private boolean isEnding(String tenant) {
    return HALVES.stream()
        .map(half -> parts.store().get(ResourceKey.cluster(half, tenant)))
        .anyMatch(half -> half.isPresent() && half.get().deleting());
  }

  /// Asks for the deletion of each.
  ///
  /// @return what was refused, one sentence each
  private List<String> delete(String tenant, List<Remaining> doomed) throws InterruptedException {
    ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
    Fan.each(
        doomed,
        AT_ONCE,
        one -> {
          try {
            parts.registry().delete(target(tenant, one), BACKGROUND, parts.context());
          } catch (RequestRefused refused) {
            switch (refused.error().code()) {
              case 404 -> LOG.debug("gone already tenant={} object={}", tenant, one.name());
              case 403, 409, 422 -> refusals.add(refused.error().message());
              default -> throw refused;
            }
          }
        });
    List<String> sorted = new ArrayList<>(refusals);
    Collections.sort(sorted);
    return sorted;
  }

  private Target target(String tenant, Remaining one) {
    KindDefinition kind =
        parts
            .kinds()
            .byPlural(one.resource())
            .orElseThrow(() -> new IllegalStateException("no kind is stored as " + one.resource()));
    return new Target(kind, tenant, one.name());
  }
}
