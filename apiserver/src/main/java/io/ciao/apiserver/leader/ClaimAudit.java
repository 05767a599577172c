package io.ciao.apiserver.leader;

import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.Expected;
import io.ciao.store.Guard;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;
import io.ciao.store.Transaction;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets go of unique values whose holder was removed from etcd past the apiserver: nobody else
/// could have them again.
///
/// Claims are read before the objects, and a claim is made in its holder's own transaction; so a
/// holder that is not there then is gone, and its uid never comes back.
final class ClaimAudit {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimAudit.class);

  private final ResourceStore store;
  private final List<String> resources;

  /// @param resources the plurals of all kinds
  ClaimAudit(ResourceStore store, List<String> resources) {
    this.store = store;
    this.resources = resources;
  }

  /// One pass over all claims. While any stored value cannot be read it does nothing: unknown is
  /// not absent.
  ///
  /// @param guards that every removal carries
  /// @throws RequestRefused (412) if the leader's term is over
  void pass(List<Guard> guards) throws StoreException {
    List<SystemValue> claims = store.readSystemPrefix(SystemKeys.CLAIMS);
    store.awaitCurrent();
    if (!store.unreadable().isEmpty()) {
      return;
    }
    for (SystemValue claim : claims) {
      if (!isHeld(String.valueOf(claim.value()))) {
        release(claim, guards);
      }
    }
  }

  private boolean isHeld(String uid) {
    return resources.stream().anyMatch(resource -> store.getByUid(resource, uid).isPresent());
  }

  private void release(SystemValue claim, List<Guard> guards) throws StoreException {
    Change delete = new Change.DeleteSystem(claim.key(), Expected.asRead(claim));
    switch (store.commit(new Transaction(List.of(delete), guards))) {
      case CommitResult.Committed _ ->
          LOG.warn(
              "unique value released: its holder was removed past the apiserver claim={} uid={}",
              claim.key(),
              claim.value());
      case CommitResult.Refused _ -> LOG.debug("claim changed meanwhile claim={}", claim.key());
      case CommitResult.TermLost lost -> throw Refusals.termLost(lost.term());
    }
  }
}
