package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;

/// A node's membership (design section 7): `Member`, `Rejoining` or `Lost`, and the incarnation it
/// holds for.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Member(String state, long incarnation) {}
