package io.ciao.scheduler.place;

/// An instance that has a node.
///
/// @param node the node's name
public record Resident(String uid, String node, Request request) {}
