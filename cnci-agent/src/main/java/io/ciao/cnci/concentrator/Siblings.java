package io.ciao.cnci.concentrator;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.Transit;
import io.ciao.reconcile.Informer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The Concentrators that those of this node name as transit peers. Each that is carried elsewhere
/// is watched by its exact name, which is all that a node may, and remembered on disk, so that a
/// restarted agent finds it without the API.
///
/// Asking is safe for many threads; [#watchPeers()] and [#remember(String)] are for one.
public final class Siblings implements AutoCloseable {
  private final Informer<Concentrator> carried;
  private final ConcentratorMemory own;
  private final ConcentratorMemory memory;
  private final Function<ObjectKey, Informer<Concentrator>> watch;
  private final Map<ObjectKey, Informer<Concentrator>> watched = new ConcurrentHashMap<>();

  /// What was remembered last, so that nothing is written twice.
  private final Map<ObjectKey, Concentrator> remembered = new HashMap<>();

  private boolean swept;

  /// @param carried the Concentrators of this node
  /// @param own what is remembered of them
  /// @param memory of those elsewhere
  /// @param watch starts to watch one by its name
  public Siblings(
      Informer<Concentrator> carried,
      ConcentratorMemory own,
      ConcentratorMemory memory,
      Function<ObjectKey, Informer<Concentrator>> watch) {
    this.carried = carried;
    this.own = own;
    this.memory = memory;
    this.watch = watch;
  }

  /// Whether the Concentrators of this node are known, and not only those remembered.
  public boolean complete() {
    return carried.synced();
  }

  /// The Concentrators of this node.
  public List<Concentrator> here() {
    return complete()
        ? carried.entries().stream().map(Informer.Entry::object).toList()
        : own.keys().stream().map(own::recall).flatMap(Optional::stream).toList();
  }

  /// The peers of one of this node, as far as they are known.
  public List<Concentrator> of(Concentrator one) {
    return peers(one).map(this::find).flatMap(Optional::stream).toList();
  }

  private static Stream<ObjectKey> peers(Concentrator one) {
    var transit = one.spec().transit();
    List<Transit.Peer> peers = transit == null ? List.of() : transit.peers();
    return peers.stream().map(peer -> new ObjectKey(one.metadata().namespace(), peer.name()));
  }

  private Optional<Concentrator> find(ObjectKey key) {
    var here = carried.get(key);
    return here.isPresent() ? here : elsewhere(key);
  }

  /// What a watch has not told yet is as remembered.
  private Optional<Concentrator> elsewhere(ObjectKey key) {
    var informer = watched.get(key);
    var seen = informer == null ? Optional.<Concentrator>empty() : informer.get(key);
    if (seen.isPresent() || (informer != null && informer.synced())) {
      return seen;
    }
    var before = own.recall(key);
    return before.isPresent() ? before : memory.recall(key);
  }

  /// Watches exactly the peers that are carried elsewhere from now on, and forgets others.
  public void watchPeers() {
    var here = here();
    var keys = here.stream().map(c -> ObjectKey.of(c.metadata())).collect(Collectors.toSet());
    var wanted = here.stream().flatMap(Siblings::peers).collect(Collectors.toSet());
    wanted.removeAll(keys);
    for (var key : Set.copyOf(watched.keySet())) {
      if (!wanted.contains(key)) {
        close(watched.remove(key));
        forget(key);
      }
    }
    wanted.forEach(key -> watched.computeIfAbsent(key, watch));
    if (!swept && complete()) {
      // What an earlier life of the agent had remembered and nobody names any more.
      memory.keys().stream().filter(key -> !wanted.contains(key)).forEach(this::forget);
      swept = true;
    }
  }

  /// Keeps on disk what is known of a tenant's peers.
  public void remember(String tenant) {
    for (var entry : watched.entrySet()) {
      var key = entry.getKey();
      if (!String.valueOf(key.namespace()).equals(tenant) || !entry.getValue().synced()) {
        continue;
      }
      var now = entry.getValue().get(key);
      if (now.isEmpty()) {
        forget(key);
      } else if (!now.get().equals(remembered.put(key, now.get()))) {
        memory.remember(key, now.get());
      }
    }
  }

  private void forget(ObjectKey key) {
    remembered.remove(key);
    memory.forget(key);
  }

  private static void close(@Nullable Informer<Concentrator> informer) {
    if (informer != null) {
      informer.close();
    }
  }

  @Override
  public void close() {
    watched.values().forEach(Informer::close);
    watched.clear();
  }
}
