package io.ciao.launcher.node;

/// Who this node is, as its certificate says.
///
/// @param name of the Node object
/// @param uid the certificate's UUID: the Node's metadata.uid and every binding's nodeUID
public record NodeIdentity(String name, String uid) {}
