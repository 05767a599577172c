package io.ciao.scheduler.failover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.scheduler.failover.FailoverAction.DeclareLost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Declares losses through the apiserver. Chooses nothing.
final class FailoverApplier {
  private static final Logger LOG = LoggerFactory.getLogger(FailoverApplier.class);

  private final Poster poster;

  /// A way to the apiserver, that gives every write the leader's term.
  @FunctionalInterface
  interface Poster {
    ObjectNode post(String path, ObjectNode body);
  }

  FailoverApplier(ApiClient client) {
    this(client::post);
  }

  FailoverApplier(Poster poster) {
    this.poster = poster;
  }

  /// Whether the node is lost now; not if it has renewed or joined since.
  boolean declare(DeclareLost loss) {
    var body = Json.object();
    body.put("incarnation", loss.incarnation());
    loss.written().ifPresent(revision -> body.put("presenceRevision", revision));
    try {
      poster.post(ResourceType.NODES.path(new ObjectKey(null, loss.node())) + "/lost", body);
      LOG.warn("node is lost node={} incarnation={}", loss.node(), loss.incarnation());
      return true;
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
      LOG.info("node is not lost after all node={} found={}", loss.node(), e.getMessage());
      return false;
    }
  }
}
