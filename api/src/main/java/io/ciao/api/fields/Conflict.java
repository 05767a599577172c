package io.ciao.api.fields;

/// A field that an apply would take from another owner.
///
/// @param path as people read it: `.spec.image`
public record Conflict(Manager owner, String path) {}
