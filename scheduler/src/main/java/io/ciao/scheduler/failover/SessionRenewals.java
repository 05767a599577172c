package io.ciao.scheduler.failover;

import io.ciao.scheduler.cluster.Leadership;
import io.ciao.ssntp.payload.Renewed;
import io.ciao.store.PresenceStore.Outcome;
import io.ciao.store.PresenceWriter;
import io.ciao.store.Renewal;
import io.ciao.store.StoreException;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renewals that nodes send over SSNTP because no apiserver answers them. The leader alone commits
/// them, and answers once they are committed. Safe for many threads.
public final class SessionRenewals {
  private static final Logger LOG = LoggerFactory.getLogger(SessionRenewals.class);
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final PresenceWriter presence;
  private final Leadership leadership;

  public SessionRenewals(PresenceWriter presence, Leadership leadership) {
    this.presence = presence;
    this.leadership = leadership;
  }

  /// Renews a node's presence, on a thread of its own.
  ///
  /// @param answer gets what was committed; nothing if it was not, or that is not known
  public void renew(String node, Renewal renewal, Consumer<Renewed> answer) {
    if (leadership.term().isPresent()) {
      Thread.ofVirtual().name("renewal-" + node).start(() -> commit(node, renewal, answer));
    }
  }

  private void commit(String node, Renewal renewal, Consumer<Renewed> answer) {
    try {
      switch (presence.renew(node, renewal, WAIT)) {
        case Outcome.Renewed() -> answer.accept(new Renewed(renewal.incarnation(), renewal.seq()));
        case Outcome.Refused(String found) ->
            LOG.info(
                "node is no member node={} incarnation={} membership={}",
                node,
                renewal.incarnation(),
                found);
      }
    } catch (StoreException e) {
      LOG.debug("renewal was not committed node={} problem={}", node, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
