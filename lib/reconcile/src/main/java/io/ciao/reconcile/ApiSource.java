package io.ciao.reconcile;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.ResourceType;
import io.ciao.api.client.WatchEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A collection of the apiserver, cut down by namespace and selectors. Null namespace: all of them.
public record ApiSource(
    ApiClient client, ResourceType type, @Nullable String namespace, ListQuery query)
    implements Source {

  @Override
  public ObjectList list() {
    return client.list(type, namespace, query);
  }

  @Override
  public Events watch(String resourceVersion) {
    var stream = client.watch(type, namespace, query.at(resourceVersion));
    return new Events() {
      @Override
      public Optional<WatchEvent> next() {
        return stream.next();
      }

      @Override
      public void close() {
        stream.close();
      }
    };
  }
}
