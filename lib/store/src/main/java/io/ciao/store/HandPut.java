package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// An object that somebody put into etcd past the apiserver, without a uid. It is not served until
/// it has been through admission; a transaction with [Guard.ValueAt] replaces it.
///
/// @param tree as it was put
/// @param modRevision the revision that wrote it
public record HandPut(ResourceKey key, ObjectNode tree, long modRevision) {}
