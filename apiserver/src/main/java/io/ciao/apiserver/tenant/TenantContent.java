package io.ciao.apiserver.tenant;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import io.ciao.store.Unreadable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what is in a tenant from the cache. Safe for many threads.
public final class TenantContent {
  private final ResourceStore store;
  private final KindRegistry kinds;

  public TenantContent(ResourceStore store, KindRegistry kinds) {
    this.store = store;
    this.kinds = kinds;
  }

  /// Everything in it, by kind and name.
  public List<Remaining> read(String tenant) {
    List<Remaining> content = new ArrayList<>();
    for (KindDefinition kind : namespaced()) {
      for (StoredObject object : store.list(kind.plural(), tenant).objects()) {
        content.add(
            new Remaining(
                kind.plural(),
                kind.groupResource(),
                kind.names().singular(),
                object.key().name(),
                kind.rules().end(),
                object.deleting(),
                object.deleting() ? ObjectTree.finalizers(object.tree()) : List.of()));
      }
    }
    return content;
  }

  /// The first few objects in it as a sentence names them; empty if there are none.
  public String named(String tenant) {
    return TerminationConditions.named(
        read(tenant).stream().map(one -> one.singular() + "/" + one.name()));
  }

  /// Stored values of it that cannot be read, one sentence each: they are content all the same.
  public List<String> unreadable(String tenant) {
    List<String> problems = new ArrayList<>();
    for (Unreadable unreadable : store.unreadable()) {
      Optional<ResourceKey> key = ResourceKey.parse(unreadable.key());
      if (key.isPresent() && tenant.equals(key.get().namespace())) {
        problems.add(unreadable.key() + " cannot be read (" + unreadable.reason() + ")");
      }
    }
    return problems;
  }

  /// The kind of a half.
  ///
  /// @param resource `tenants` or `namespaces`
  public KindDefinition half(String resource) {
    return kinds
        .byPlural(resource)
        .orElseThrow(() -> new IllegalStateException("no kind is stored as " + resource));
  }

  /// The namespaced kinds that are stored, each once.
  private Iterable<KindDefinition> namespaced() {
    Map<String, KindDefinition> byPlural = new LinkedHashMap<>();
    for (KindDefinition kind : kinds.kinds()) {
      if (kind.namespaced()) {
        byPlural.putIfAbsent(kind.plural(), kind);
      }
    }
    return byPlural.values();
  }
}
