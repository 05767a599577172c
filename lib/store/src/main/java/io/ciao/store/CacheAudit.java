package io.ciao.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the cache with etcd: every key and the revision that wrote it, both as of one revision.
/// A watch that lost something without an error shows here.
final class CacheAudit {
  private static final Logger LOG = LoggerFactory.getLogger(CacheAudit.class);
  private static final int NAMED = 3;

  private final KeyspaceList lister;
  private final ObjectCache cache;
  private final StoreCounters counters;

  CacheAudit(KeyspaceList lister, ObjectCache cache, StoreCounters counters) {
    this.lister = lister;
    this.cache = cache;
    this.counters = counters;
  }

  /// Whether the two agree. Takes a read of all keys; the cache may move on meanwhile.
  ///
  /// @throws EtcdCallException of kind OUT_OF_RANGE if that revision was compacted meanwhile
  boolean agrees() throws EtcdCallException {
    ObjectCache.Revisions known = cache.revisions();
    Map<String, Long> stored = lister.revisions(known.applied());
    counters.audits.increment();
    if (stored.equals(known.byKey())) {
      return true;
    }
    counters.divergences.increment();
    List<String> keys = differing(known.byKey(), stored);
    LOG.error(
        "the cache differs from etcd, listing again revision={} keys={} first={}",
        known.applied(),
        keys.size(),
        keys.subList(0, Math.min(NAMED, keys.size())));
    return false;
  }

  private static List<String> differing(Map<String, Long> known, Map<String, Long> stored) {
    TreeSet<String> keys = new TreeSet<>(known.keySet());
    keys.addAll(stored.keySet());
    keys.removeIf(key -> Objects.equals(known.get(key), stored.get(key)));
    return new ArrayList<>(keys);
  }
}
