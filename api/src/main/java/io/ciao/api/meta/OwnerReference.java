package io.ciao.api.meta;

/// The object that this one belongs to, in the same namespace or cluster-scoped.
public record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean controller,
    boolean blockOwnerDeletion) {}
