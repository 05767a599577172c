package io.ciao.linux.subnet;

import java.util.List;

/// What a security group allows.
///
/// @param uid the group's
/// @param ingress connections that instances accept; none if it is empty
/// @param egress connections that instances may open; none if it is empty
public record GroupRules(String uid, List<GroupRule> ingress, List<GroupRule> egress) {
  public GroupRules {
    ingress = List.copyOf(ingress);
    egress = List.copyOf(egress);
  }
}
