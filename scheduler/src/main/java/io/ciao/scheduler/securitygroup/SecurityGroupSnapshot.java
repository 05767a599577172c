package io.ciao.scheduler.securitygroup;

import io.ciao.api.instance.Instance;
import io.ciao.api.security.SecurityGroup;
import java.util.List;
import java.util.Set;

/// Everything that one pass over a security group may look at.
///
/// @param instances that name it
/// @param peers those of the groups that its rules name which exist
record SecurityGroupSnapshot(SecurityGroup group, List<Instance> instances, Set<String> peers) {
  SecurityGroupSnapshot {
    instances = List.copyOf(instances);
    peers = Set.copyOf(peers);
  }
}
