package io.ciao.store;

import java.time.Instant;
import java.util.Optional;

/// A key whose stored value is left out of the cache.
///
/// @param key the etcd key; usually a [ResourceKey]'s
/// @param reason why, for people: what was found and what to do
/// @param since when this process saw it
/// @param modRevision the revision that wrote the value
/// @param byHand whether all that the value lacks is a uid: it waits to be taken in
/// @param served the last good version, which goes on being served, if there is one
public record Unreadable(
    String key,
    String reason,
    Instant since,
    long modRevision,
    boolean byHand,
    Optional<StoredObject> served) {}
