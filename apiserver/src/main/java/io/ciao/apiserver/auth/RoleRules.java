package io.ciao.apiserver.auth;

/// What roles permit. Safe for many threads.
public interface RoleRules {
  /// Whether a role that is bound to this identity, or to a group of it, permits it.
  boolean permits(Identity identity, Attributes attributes);
}
