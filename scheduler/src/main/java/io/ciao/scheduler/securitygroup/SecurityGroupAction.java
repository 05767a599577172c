package io.ciao.scheduler.securitygroup;

import io.ciao.api.meta.Condition;
import io.ciao.api.security.GroupMember;
import io.ciao.api.security.SecurityGroup;
import java.util.List;

/// Say of a group who has it, and whether its rules can be applied.
///
/// @param ready the condition, without a time
record SecurityGroupAction(SecurityGroup group, List<GroupMember> members, Condition ready) {
  SecurityGroupAction {
    members = List.copyOf(members);
  }
}
