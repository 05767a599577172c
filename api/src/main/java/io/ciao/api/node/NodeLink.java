package io.ciao.api.node;

/// A node's link in a physical network of the ClusterConfig.
///
/// @param network `management`, `compute` or `external`
/// @param link its name
/// @param address with prefix length
public record NodeLink(String network, String link, String address) {}
