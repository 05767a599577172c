package io.ciao.scheduler.securitygroup;

import java.util.Optional;

/// What a pass does about a security group.
///
/// @param action empty if all is said already
record SecurityGroupDecision(Optional<SecurityGroupAction> action) {
  static final SecurityGroupDecision NOTHING = new SecurityGroupDecision(Optional.empty());
}
