package io.ciao.apiserver.secret;

import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.write.Attempt;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.reconcile.FirstFailure;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.Guard;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.SystemValue;
import io.ciao.store.Transaction;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The exchange of the sealing key. `/ciao-sys/secret-key` names the key with which every Secret is
/// sealed; when the file's first key is another one, the leader writes every Secret again and then
/// names the new key there. Secrets that a slower apiserver sealed with an older key afterwards are
/// written again as they are seen. Safe to repeat and to break off at any point.
public final class SecretRotation {
  /// Names the key with which every Secret is sealed.
  static final String KEY = "/ciao-sys/secret-key";

  private static final Logger LOG = LoggerFactory.getLogger(SecretRotation.class);

  private final ResourceStore store;
  private final WriteLoop writes;
  private final SecretSealing sealing;

  /// What the last pass found or made; the passes of one apiserver follow one another.
  private volatile @Nullable Done done;

  /// Everything is sealed with that key, seen under that term.
  private record Done(String key, List<Guard> term) {}

  public SecretRotation(ResourceStore store, WriteLoop writes, SecretSealing sealing) {
    this.store = store;
    this.writes = writes;
    this.sealing = sealing;
  }

  /// Makes sure that this apiserver has the key of the Secrets that are there.
  ///
  /// @throws IOException if its file is another cluster's or too old
  public static void requireKey(ResourceStore store, KeyFile keys) throws IOException {
    try {
      Optional<String> named = named(store);
      if (named.isPresent() && keys.ring().byId(named.get()).isEmpty()) {
        throw new IOException(
            "the cluster's secrets are sealed with the key "
                + named.get()
                + ", which "
                + keys.path()
                + " lacks; copy the file from another apiserver, or name it with --secret-keys");
      }
    } catch (StoreException e) {
      throw new IOException("read which key seals the secrets: " + e.getMessage(), e);
    }
  }

  private static Optional<String> named(ResourceStore store) throws StoreException {
    return Optional.ofNullable(store.readSystem(KEY).value());
  }

  /// One pass of the leader. Costs nothing while everything is sealed as wished.
  ///
  /// @param guards the leader's term
  public void pass(List<Guard> guards) {
    Done wished = new Done(sealing.sealingKey(), guards);
    Set<ResourceKey> again = new HashSet<>(sealing.stale());
    if (again.isEmpty() && wished.equals(done)) {
      return;
    }
    try {
      SystemValue found = store.readSystem(KEY);
      if (found.exists() && !sealing.has(found.value())) {
        LOG.error("secrets are sealed with a key that the file lacks key={}", found.value());
        return;
      }
      boolean named = wished.key().equals(found.value());
      if (!named && found.exists()) {
        store.list("secrets", null).objects().forEach(secret -> again.add(secret.key()));
      }
      FirstFailure steps = new FirstFailure(RequestRefused::endsAll);
      again.forEach(key -> steps.attempt(() -> rewrite(key, guards)));
      steps.throwFirst();
      if (!again.isEmpty()) {
        LOG.info("sealed secrets again count={} key={}", again.size(), wished.key());
      }
      if (named || name(wished.key(), found, guards)) {
        done = wished;
      }
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  private void rewrite(ResourceKey key, List<Guard> guards) {
    writes.<Boolean>run(
        guards,
        () -> {
          Optional<StoredObject> current = store.get(key);
          if (current.isEmpty()) {
            return new Attempt.Done<>(true);
          }
          Change same = new Change.Update(key, current.get().version(), current.get().tree());
          return Attempt.commit(Transaction.of(same), _ -> true);
        });
    sealing.settled(key);
  }

  private boolean name(String wanted, SystemValue found, List<Guard> guards) {
    Change put = new Change.PutSystem(KEY, wanted, Expected.asRead(found));
    return writes.run(
        guards,
        () ->
            new Attempt.Commit<>(
                Transaction.of(put), _ -> true, _ -> new Attempt.Next.Answer<>(false)));
  }
}
