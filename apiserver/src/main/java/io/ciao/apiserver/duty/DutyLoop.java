package io.ciao.apiserver.duty;

import io.ciao.apiserver.status.RequestRefused;
import io.ciao.reconcile.Pace;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.WorkQueue;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoreException;

/// The queue of one duty and the threads of its passes.
final class DutyLoop<K> implements AutoCloseable {
  private final Duty<K> duty;
  private final ResourceStore store;
  private final Duties.Terms terms;
  private final WorkQueue<K> queue;
  private final PassLoop<K> loop;

  DutyLoop(Duty<K> duty, ResourceStore store, Duties.Terms terms) {
    this.duty = duty;
    this.store = store;
    this.terms = terms;
    this.queue = new WorkQueue<>(terms.nanos());
    Pace pace = new Pace(duty.atOnce(), terms.backoff(), duty.restPerWork());
    this.loop = new PassLoop<>(duty.name(), queue, this::pass, pace, terms.meter());
  }

  void changed(StoreEvent event) {
    duty.changed(event, queue::add);
  }

  void markAll() {
    duty.all().forEach(queue::add);
  }

  private PassResult pass(K key) throws InterruptedException {
    try {
      store.awaitCurrent();
      return duty.pass(key);
    } catch (RequestRefused refused) {
      if (refused.isTermLost()) {
        terms.lost().run();
        return PassResult.DONE;
      }
      return new PassResult.Retry(refused.error().message());
    } catch (StoreException e) {
      return new PassResult.Retry(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
