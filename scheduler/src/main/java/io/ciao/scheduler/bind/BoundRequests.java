package io.ciao.scheduler.bind;

import io.ciao.api.instance.Binding;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.workload.Workload;
import io.ciao.scheduler.cluster.References;
import io.ciao.scheduler.place.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What bound instances take of their nodes, remembered from one read to the next.
///
/// An instance goes on with the workload it was bound with, also after that was changed or deleted,
/// so its size must not shrink in our books with it. After a restart of the scheduler what such an
/// instance was bound with is not known, and the present workload is the best guess. Confined to
/// one thread.
final class BoundRequests {
  /// @param of the versions that the request was read from
  private record Known(Versions of, long epoch, Request request) {}

  private record Versions(long instance, Optional<String> workloadUid, long workload) {}

  private final References references;
  private Map<String, Known> before = Map.of();
  private Map<String, Known> present = Map.of();

  BoundRequests(References references) {
    this.references = references;
  }

  /// A new read begins: what it does not ask for is forgotten after it.
  void begin() {
    before = present;
    present = new HashMap<>(before.size() * 2);
  }

  Request of(Instance instance, Binding binding) {
    var uid = instance.metadata().requireUid();
    var workload = references.workload(instance);
    var versions =
        new Versions(
            instance.metadata().version(),
            workload.map(w -> w.metadata().requireUid()),
            workload.map(w -> w.metadata().version()).orElse(0L));
    var known = before.get(uid);
    if (known == null || !known.of().equals(versions)) {
      var request = request(instance, binding, workload.orElse(null), known);
      known = new Known(versions, binding.epoch(), request);
    }
    present.put(uid, known);
    return known.request();
  }

  private static Request request(
      Instance instance, Binding binding, @Nullable Workload workload, @Nullable Known known) {
    var boundWith = Optional.ofNullable(instance.status().workloadRevision());
    var isOther = !boundWith.equals(revision(workload));
    return isOther && known != null && known.epoch() == binding.epoch()
        ? known.request()
        : Request.of(EffectiveSpec.of(instance, workload));
  }

  /// `<uid>/<generation>` of a workload; empty without one.
  static Optional<String> revision(@Nullable Workload workload) {
    return workload == null
        ? Optional.empty()
        : Optional.of(
            workload.metadata().requireUid() + "/" + workload.metadata().generationOrZero());
  }
}
