package io.ciao.scheduler.cluster;

import io.ciao.api.client.ApiException;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;

/// A pass of the leader: ends quietly where the leadership ended under way, and steps down where a
/// write was refused because of its term. The next leader marks every key itself.
public final class LeaderPass<K> implements Reconciler<K> {
  private final Reconciler<K> inner;
  private final Leadership leadership;

  public LeaderPass(Reconciler<K> inner, Leadership leadership) {
    this.inner = inner;
    this.leadership = leadership;
  }

  @Override
  public PassResult reconcile(K key) throws InterruptedException {
    var term = leadership.term().orElse("");
    try {
      return term.isEmpty()
          ? inner.reconcile(key)
          : ScopedValue.where(Leadership.PASS_TERM, term).call(() -> inner.reconcile(key));
    } catch (Leadership.NotLeaderException e) {
      return PassResult.DONE;
    } catch (ApiException e) {
      if (e.isTermLost()) {
        leadership.lost(term);
        return PassResult.DONE;
      }
      throw e;
    }
  }
}
