package io.ciao.launcher.instance;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.instance.Knowledge.Standing;
import io.ciao.reconcile.ApiSource;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Source;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The watch on the instances that are bound to this node. Objects go to [KeptObjects]; the watch
/// itself remembers only which uids it lists.
final class InstanceWatch implements BoundList, AutoCloseable {
  private final KeptObjects kept;
  private final Consumer<String> mark;
  private final Informer<String> informer;

  /// Which uid a name had last, for marking what has left the list.
  private final ConcurrentHashMap<ObjectKey, String> lastUid = new ConcurrentHashMap<>(2);

  InstanceWatch(
      ApiClient api, String nodeName, KeptObjects kept, Backoff backoff, Consumer<String> mark) {
    this.kept = kept;
    this.mark = mark;
    var query = ListQuery.fields("status.binding.nodeName=" + nodeName);
    this.informer =
        new Informer<>(
            "instances-of-" + nodeName,
            new ApiSource(api, ResourceType.INSTANCES, null, query),
            object -> {
              kept.offer(object, Kept.Source.API);
              return Source.uid(object);
            },
            backoff);
    informer.onChange(this::changed);
  }

  void start() {
    informer.start();
  }

  private void changed(ObjectKey key) {
    var now = informer.get(key);
    if (now.isPresent()) {
      var before = lastUid.put(key, now.get());
      mark.accept(now.get());
      if (before != null && !before.equals(now.get())) {
        mark.accept(before);
      }
    } else {
      var gone = lastUid.remove(key);
      if (gone != null) {
        mark.accept(gone);
      }
    }
  }

  @Override
  public Standing standing(String uid, long version) {
    if (!informer.synced()) {
      return Standing.UNSYNCED;
    }
    // Read before the list: what is then missing was missing at that version.
    var upTo = informer.version();
    var object = kept.byUid(KeptKind.INSTANCE, uid);
    if (object.isPresent() && informer.get(object.get().key()).filter(uid::equals).isPresent()) {
      return Standing.LISTED;
    }
    return version > upTo ? Standing.AHEAD : Standing.UNLISTED;
  }

  boolean synced() {
    return informer.synced();
  }

  Set<String> listed() {
    var uids = new TreeSet<String>();
    informer.entries().forEach(entry -> uids.add(entry.object()));
    return uids;
  }

  @Override
  public void close() {
    informer.close();
  }
}
