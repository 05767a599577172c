package io.ciao.api.schema;

/// A value that only one object may have.
///
/// @param set names the claims: `instance-address`
/// @param path the value's place in the object
/// @param scope within what the value is unique; the store gives the words their meaning
public record UniqueClaim(String set, JsonPath path, String scope) {}
