package io.ciao.apiserver.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Whether somebody may write a role or a binding with that content: nobody hands out more than
/// they have.
public interface RoleWrites {
  /// Judges a create (old is null) or a change.
  ///
  /// @param resource the plural of any kind; those that grant nothing are allowed
  Decision decide(Identity identity, String resource, @Nullable ObjectNode old, ObjectNode changed);
}
