package io.ciao.apiserver.leader;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.duty.Duty;
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
import io.ciao.reconcile.PassResult;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoredObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends tenants that were marked: removes their content stage by stage, says in conditions what
/// remains, and removes Tenant and Namespace when nothing does.
///
/// A pass reads the content after the mark shows in the cache and after a consistent read; creates
/// compare the Namespace, so that nothing can come after.
final class NamespaceTermination implements Duty<String> {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceTermination.class);
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final int TENANTS_AT_ONCE = 4;
  private static final int AT_ONCE = 16;

  private static final int REST_PER_WORK = 3;
  private static final List<String> HALVES = List.of("namespaces", "tenants");
  private static final DeleteOptions BACKGROUND =
      new DeleteOptions(false, Propagation.BACKGROUND, "", "", false);

  private final Parts parts;
  private final PairDeletion pairs;
  private final TenantContent content;
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
    return "namespace-termination";
  }

  @Override
  public int atOnce() {
    return TENANTS_AT_ONCE;
  }

  @Override
  public int restPerWork() {
    return REST_PER_WORK;
  }

  @Override
  public void changed(StoreEvent event, Consumer<String> mark) {
    switch (event) {
      case StoreEvent.Put(StoredObject object, StoredObject _) -> changed(object, mark);
      case StoreEvent.Deleted(StoredObject last) -> changed(last, mark);
      case StoreEvent.Progress _ -> {
        // nothing happened
      }
    }
  }

  private void changed(StoredObject object, Consumer<String> mark) {
    boolean half = isHalf(object);
    if (half && object.deleting()) {
      ending.add(object.key().name());
    }
    String tenant = half ? object.key().name() : object.key().namespace();
    if (tenant != null && ending.contains(tenant)) {
      mark.accept(tenant);
    }
  }

  private static boolean isHalf(StoredObject object) {
    return HALVES.contains(object.key().resource());
  }

  @Override
  public Collection<String> all() {
    Set<String> tenants = new TreeSet<>();
    for (String half : HALVES) {
      parts.store().list(half, null).objects().stream()
          .filter(StoredObject::deleting)
          .forEach(object -> tenants.add(object.key().name()));
    }
    ending.addAll(tenants);
    return tenants;
  }

  @Override
  public PassResult pass(String tenant) throws InterruptedException {
    if (!isEnding(tenant)) {
      ending.remove(tenant);
      return PassResult.DONE;
    }
    ending.add(tenant);
    List<Remaining> left = content.read(tenant);
    TerminationDecider.Decision decision = TerminationDecider.decide(left);
    Refused refused = delete(tenant, decision.delete());
    List<String> problems = new ArrayList<>(content.unreadable(tenant));
    problems.addAll(refused.sentences());
    if (decision.empty() && problems.isEmpty()) {
      List<String> kept = pairs.kept(tenant);
      if (kept.isEmpty()) {
        pairs.remove(tenant, parts.context());
        LOG.info("tenant is gone tenant={}", tenant);
        return PassResult.DONE;
      }
      problems.add("finalizers of the tenant or its namespace remain: " + String.join(", ", kept));
    }
    say(tenant, left, problems);
    return refused.failures().isEmpty()
        ? new PassResult.CheckAgain(AGAIN)
        : new PassResult.Retry(refused.failures().getFirst());
  }

  private void say(String tenant, List<Remaining> left, List<String> problems) {
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

  /// What could not be deleted, one sentence each, sorted.
  ///
  /// @param waiting what keeps itself for now, such as a finalizer's owner or a race
  /// @param failures what should not have happened
  private record Refused(List<String> waiting, List<String> failures) {
    List<String> sentences() {
      return Stream.concat(waiting.stream(), failures.stream()).sorted().toList();
    }
  }

  /// Asks for the deletion of each; none keeps the others from being asked for.
  private Refused delete(String tenant, List<Remaining> doomed) throws InterruptedException {
    Queue<String> waiting = new ConcurrentLinkedQueue<>();
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    Fan.each(
        doomed,
        AT_ONCE,
        one -> {
          try {
            parts.registry().delete(target(tenant, one), BACKGROUND, parts.context());
          } catch (RequestRefused refused) {
            switch (refused.error().code()) {
              case 404 -> LOG.debug("gone already tenant={} object={}", tenant, one.name());
              case 403, 409, 422 -> waiting.add(refused.error().message());
              default -> {
                if (refused.isForAll()) {
                  throw refused;
                }
                failures.add(refused.error().message());
              }
            }
          } catch (RuntimeException broken) {
            LOG.error("deleting failed tenant={} object={}", tenant, one.name(), broken);
            failures.add(one.singular() + "/" + one.name() + " cannot be deleted: " + broken);
          }
        });
    return new Refused(waiting.stream().sorted().toList(), failures.stream().sorted().toList());
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
