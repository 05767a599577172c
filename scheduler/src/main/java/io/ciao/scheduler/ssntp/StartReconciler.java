package io.ciao.scheduler.ssntp;

import io.ciao.api.instance.Binding;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.payload.Delete;
import io.ciao.ssntp.payload.DeleteExtension;
import io.ciao.ssntp.transport.SendResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pass over one instance that tells its node by SSNTP what the API says as well: START while
/// it is bound and not running, DELETE while it is to go. Says it once a connection and change.
public final class StartReconciler implements Reconciler<ObjectKey> {
  private static final Logger LOG = LoggerFactory.getLogger(StartReconciler.class);

  private final ClusterCaches caches;
  private final Leadership leadership;
  private final NodeSessions sessions;
  private final StartComposer composer;

  public StartReconciler(ClusterCaches caches, Leadership leadership, NodeSessions sessions) {
    this.caches = caches;
    this.leadership = leadership;
    this.sessions = sessions;
    this.composer = new StartComposer(caches);
  }

  @Override
  public PassResult reconcile(ObjectKey key) {
    if (leadership.term().isEmpty() || !caches.synced()) {
      return PassResult.DONE;
    }
    var instance = caches.instances().get(key);
    if (instance.isPresent() && instance.get().status().binding() != null) {
      tell(instance.get(), instance.get().status().binding());
    }
    return PassResult.DONE;
  }

  private void tell(Instance instance, Binding binding) {
    var link = sessions.link(binding.nodeUID());
    if (link.isEmpty()) {
      return;
    }
    if (instance.metadata().deleting()) {
      delete(instance, binding, link.get());
    } else if (needsStart(instance, binding)) {
      start(instance, binding, link.get());
    }
  }

  private static boolean needsStart(Instance instance, Binding binding) {
    var observed = instance.status().observed();
    var running = observed != null && observed.is(InstanceState.Running, binding.epoch());
    return instance.spec().wantsRunning() && !binding.isReleasing() && !running;
  }

  private void delete(Instance instance, Binding binding, NodeSessions.Link link) {
    var uid = instance.metadata().requireUid();
    if (link.carried().deleteIsNew(uid, binding.epoch())) {
      var payload = new Delete(uid, binding.nodeUID(), false, new DeleteExtension(binding.epoch()));
      send(link, Command.DELETE, payload.toBytes(), instance);
    }
  }

  private void start(Instance instance, Binding binding, NodeSessions.Link link) {
    var uid = instance.metadata().requireUid();
    var sources = composer.sources(instance);
    if (sources.isPresent() && link.carried().startIsNew(uid, sources.get().mark())) {
      var payload = composer.compose(sources.get(), binding, link.carried());
      if (!send(link, Command.START, payload.toBytes(), instance)) {
        link.carried().forgetStart(uid);
      }
    }
  }

  private static boolean send(
      NodeSessions.Link link, Command command, Bytes payload, Instance instance) {
    var label = instance.metadata().labels().get(Instance.TRACE_LABEL);
    var result =
        label == null
            ? link.session().send(command, payload)
            : link.session().sendTraced(command, payload, label);
    LOG.debug(
        "sent command={} instance={} bytes={} result={}",
        command,
        instance.metadata().requireUid(),
        payload.length(),
        result);
    return result == SendResult.QUEUED;
  }
}
