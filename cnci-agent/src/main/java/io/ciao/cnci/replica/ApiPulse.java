package io.ciao.cnci.replica;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.text.ErrorText;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the API who has the roles while that is in doubt.
public final class ApiPulse {
  private static final Logger LOG = LoggerFactory.getLogger(ApiPulse.class);

  private final Supplier<List<Concentrator>> api;
  private final Replicas replicas;

  /// @param api what [#carriedBy] gives
  ApiPulse(Supplier<List<Concentrator>> api, Replicas replicas) {
    this.api = api;
    this.replicas = replicas;
  }

  /// Reads all that a node carries, as it is then; throws as the client does.
  ///
  /// @param quick one that gives up within half a second
  public static Supplier<List<Concentrator>> carriedBy(String node, ApiClient quick) {
    var query = ListQuery.fields("spec.nodeNames=" + node);
    return () ->
        quick.list(ResourceType.CONCENTRATORS, null, query).items().stream()
            .map(tree -> Json.toRecord(tree, Concentrator.class))
            .toList();
  }

  /// One request, or none if there is no doubt.
  void beat() {
    if (!replicas.inDoubt()) {
      return;
    }
    var asked = replicas.now();
    try {
      replicas.confirm(asked, api.get());
    } catch (ApiException | ApiUnreachableException e) {
      LOG.debug("api does not say who has the roles problem={}", ErrorText.of(e));
    }
  }
}
