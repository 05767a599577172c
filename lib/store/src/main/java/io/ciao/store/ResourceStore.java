package io.ciao.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where resources are kept. Safe for many threads; calls block.
///
/// Reads come from a cache that follows etcd; [#awaitCurrent] before them makes them consistent.
/// Every committed change is seen by watches exactly once and in order of version.
public interface ResourceStore extends AutoCloseable {
  /// Waits until the cache shows at least everything that was committed before the call.
  ///
  /// @return the list version that the cache has reached
  /// @throws StoreException.Timeout after 3 s
  long awaitCurrent() throws StoreException;

  /// The list version that the cache has reached, without waiting; 0 before the first list.
  long currentVersion();

  /// An object from the cache.
  Optional<StoredObject> get(ResourceKey key);

  /// An object from the cache by names that somebody wrote; empty also where they can be no names.
  default Optional<StoredObject> find(String resource, @Nullable String namespace, String name) {
    boolean possible =
        ResourceKey.isName(name) && (namespace == null || ResourceKey.isName(namespace));
    return possible ? get(new ResourceKey(resource, namespace, name)) : Optional.empty();
  }

  /// An object from the cache by its uid.
  Optional<StoredObject> getByUid(String resource, String uid);

  /// Objects from the cache, of one moment.
  ///
  /// @throws IllegalArgumentException here, and of every other selection, if its field is not
  ///   indexed
  Listing list(Selection selection);

  /// Objects of a resource from the cache, in one namespace or all (null).
  default Listing list(String resource, @Nullable String namespace) {
    return list(Selection.of(resource, namespace));
  }

  /// Objects of a resource whose indexed field has the value.
  default Listing list(
      String resource, @Nullable String namespace, String indexedField, String value) {
    return list(Selection.of(resource, namespace).where(indexedField, value));
  }

  /// Objects as they were at a version's revision, read from etcd: it costs a parse of each.
  ///
  /// @return sorted by key, at the list version of that revision
  /// @throws Expired if etcd does not know the revision any more, or it is of another restore
  /// @throws StoreException.Timeout if etcd does not answer
  Listing listAt(Selection selection, long version) throws Expired, StoreException;

  /// Everything that happens to the selected objects after a version: a list's, an event's or an
  /// object's.
  ///
  /// A version that the cache has not reached is silent until it has.
  ///
  /// @throws Expired if the version is too old, of another restore, or its place names two objects
  ///   of that revision
  Subscription watch(Selection selection, long afterVersion) throws Expired;

  /// Everything that happens to a resource, in one namespace or all (null), after a version.
  default Subscription watch(String resource, @Nullable String namespace, long afterVersion)
      throws Expired {
    return watch(Selection.of(resource, namespace), afterVersion);
  }

  /// Commits changes together or not at all. An etcd that does not answer is asked again for up to
  /// 5 s; what an attempt without answer did is found out by reading.
  ///
  /// @throws StoreException.Timeout if it could not even be sent; nothing happened
  /// @throws StoreException.OutcomeUnknown if it may or may not have happened
  /// @throws StoreException.Rejected if etcd refused the request itself
  CommitResult commit(Transaction transaction) throws StoreException;

  /// A linearizable read of one key under `/ciao-sys/`.
  ///
  /// @throws StoreException.Timeout if etcd does not answer
  SystemValue readSystem(String key) throws StoreException;

  /// Linearizable reads of all keys under a prefix of `/ciao-sys/`, of one moment, sorted by key.
  ///
  /// @throws StoreException.Timeout if etcd does not answer
  List<SystemValue> readSystemPrefix(String prefix) throws StoreException;

  /// A linearizable read of a value that was put by hand; empty if the key holds nothing, or what
  /// is no object fit for its key but for a uid.
  ///
  /// @throws StoreException.Timeout if etcd does not answer
  Optional<HandPut> handPut(ResourceKey key) throws StoreException;

  /// Keys whose stored value is left out of the cache, sorted.
  List<Unreadable> unreadable();

  /// Ends all watches and lets go of etcd.
  @Override
  void close();
}
