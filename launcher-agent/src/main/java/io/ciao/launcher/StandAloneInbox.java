package io.ciao.launcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.ssntp.Inbox;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.payload.Renewed;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// The inbox of a node that belongs to no cluster: there is no API that could say more than a
/// frame, so DELETE is done as it is said.
final class StandAloneInbox implements Inbox {
  private final Inbox inner;
  private final KeptObjects kept;
  private final InstantSource clock;

  StandAloneInbox(Inbox inner, KeptObjects kept, InstantSource clock) {
    this.inner = inner;
    this.kept = kept;
    this.clock = clock;
  }

  @Override
  public void start(String instanceUid, long epoch, List<ObjectNode> objects) {
    inner.start(instanceUid, epoch, objects);
  }

  @Override
  public void traced(String instanceUid, long epoch, Trace way) {
    inner.traced(instanceUid, epoch, way);
  }

  @Override
  public void delete(String instanceUid, long epoch, boolean stop) {
    kept.byUid(KeptKind.INSTANCE, instanceUid)
        .filter(object -> object.tree().at("/status/binding/epoch").asLong() == epoch)
        .ifPresent(object -> kept.offer(changed(object, stop), Kept.Source.API));
    inner.delete(instanceUid, epoch, stop);
  }

  /// As an apiserver would show it after a stop or a deletion.
  private ObjectNode changed(Kept object, boolean stop) {
    var tree = object.tree();
    var metadata = tree.withObject("/metadata");
    metadata.put("resourceVersion", Long.toString(object.version() + 1));
    if (stop) {
      tree.withObject("/spec").put("running", false);
      metadata.put("generation", metadata.path("generation").asLong() + 1);
    } else {
      var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      metadata.put("deletionTimestamp", now.toString());
      metadata.remove("finalizers");
    }
    return tree;
  }

  @Override
  public void renewed(Renewed renewed) {
    inner.renewed(renewed);
  }

  @Override
  public void connected() {
    inner.connected();
  }

  @Override
  public void disconnected() {
    inner.disconnected();
  }
}
