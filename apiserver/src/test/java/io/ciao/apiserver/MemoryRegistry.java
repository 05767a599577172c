package io.ciao.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.admission.Admissions;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.auth.StoredNodeView;
import io.ciao.apiserver.auth.WriteRule;
import io.ciao.apiserver.rbac.Escalation;
import io.ciao.apiserver.rbac.StoredRoles;
import io.ciao.apiserver.registry.Identifiers;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.registry.RegistryParts;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.registry.WriteContext;
import io.ciao.apiserver.registry.Written;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import io.ciao.apiserver.request.WriteOptions;
import io.ciao.apiserver.request.WriteOptions.FieldValidation;
import io.ciao.apiserver.tenant.TenantContent;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.MemoryStore;
import io.ciao.store.ResourceKey;
import io.ciao.store.Sealing;
import io.ciao.store.StoredObject;
import io.ciao.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// The registry as an apiserver has it, over a store in memory.
public final class MemoryRegistry implements AutoCloseable {
  private static final WriteContext ADMIN =
      new WriteContext(
          new Identity("admin", Set.of(Identity.ADMINS), Set.of(), ""),
          new WriteOptions(false, FieldValidation.STRICT),
          List.of());

  private final KindRegistry kinds;
  private final ManualClock clock;
  private final MemoryStore store;
  private final WriteLoop writes;
  private final Registry registry;

  public MemoryRegistry() {
    this(KindRegistry.load());
  }

  /// @param kinds loaded once for many registries
  public MemoryRegistry(KindRegistry kinds) {
    this(kinds, ManualClock.atStart(), Optional.empty());
  }

  private MemoryRegistry(KindRegistry kinds, ManualClock clock, Optional<MemoryStore> present) {
    this.kinds = kinds;
    this.clock = clock;
    this.store =
        present.orElseGet(
            () ->
                new MemoryStore(
                    new StoredResources(kinds, Sealing.none()),
                    new SelectableFields(kinds),
                    clock));
    this.writes = new WriteLoop(store);
    Identifiers identifiers = new Identifiers(new SplittableRandom(1));
    this.registry =
        new Registry(
            new RegistryParts(
                store,
                writes,
                Admissions.all(store, kinds, identifiers::uid),
                new WriteRule(new StoredNodeView(store), new Escalation(new StoredRoles(store))),
                identifiers,
                clock),
            new TenantContent(store, kinds));
  }

  /// Another process over the same store: it knows nothing of what this one was about.
  public MemoryRegistry restarted() {
    return new MemoryRegistry(kinds, clock, Optional.of(store));
  }

  public MemoryStore store() {
    return store;
  }

  public Registry registry() {
    return registry;
  }

  public KindRegistry kinds() {
    return kinds;
  }

  public ManualClock clock() {
    return clock;
  }

  /// How an administrator writes.
  public WriteContext context() {
    return ADMIN;
  }

  /// Creates what a YAML document says.
  public Written create(String yaml) {
    ObjectNode body = ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
    KindDefinition kind = kinds.require(body.path("kind").asText());
    String namespace = body.path("metadata").path("namespace").asText("");
    return registry.create(kind, namespace.isEmpty() ? null : namespace, body, ADMIN);
  }

  /// Creates an object that has nothing but a name.
  public Written create(ResourceKey key) {
    KindDefinition kind = kinds.byPlural(key.resource()).orElseThrow();
    ObjectNode body = Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode metadata = body.putObject("metadata").put("name", key.name());
    if (key.namespace() != null) {
      metadata.put("namespace", key.namespace());
    }
    return registry.create(kind, key.namespace(), body, ADMIN);
  }

  /// Deletes an object as a client does.
  public Written delete(ResourceKey key, Propagation propagation) {
    return registry.delete(
        target(key), new DeleteOptions(false, propagation, "", "", false), ADMIN);
  }

  public Target target(ResourceKey key) {
    return new Target(kinds.byPlural(key.resource()).orElseThrow(), key.namespace(), key.name());
  }

  public Optional<StoredObject> get(ResourceKey key) {
    return store.get(key);
  }

  @Override
  public void close() {
    store.close();
  }
}
