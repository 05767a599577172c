package io.ciao.scheduler.securitygroup;

import io.ciao.api.instance.Instance;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.security.GroupMember;
import io.ciao.api.security.SecurityGroup;
import io.ciao.api.security.SecurityGroupReasons;
import io.ciao.basis.address.Ipv4Address;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a pass over a security group says of it: a pure function of the snapshot.
///
/// A member is an instance that a node has, also while that is to let go of it: only then nobody
/// sends from its address any more.
final class SecurityGroupDecider {
  private SecurityGroupDecider() {}

  static SecurityGroupDecision decide(SecurityGroupSnapshot snapshot) {
    var group = snapshot.group();
    if (group.metadata().deleting()) {
      return SecurityGroupDecision.NOTHING;
    }
    var members = members(snapshot.instances());
    var ready = ready(snapshot).observing(group.metadata().generationOrZero());
    return saidAlready(group, members, ready)
        ? SecurityGroupDecision.NOTHING
        : new SecurityGroupDecision(Optional.of(new SecurityGroupAction(group, members, ready)));
  }

  private static boolean saidAlready(
      SecurityGroup group, List<GroupMember> members, Condition ready) {
    var status = group.status();
    var seen = status.observedGeneration();
    return status.members().equals(members)
        && seen != null
        && seen == group.metadata().generationOrZero()
        && Conditions.find(status.conditions(), CommonReasons.READY)
            .filter(before -> before.saysSameAs(ready))
            .isPresent();
  }

  private static List<GroupMember> members(List<Instance> instances) {
    return instances.stream()
        .filter(instance -> instance.status().binding() != null)
        .flatMap(instance -> Stream.ofNullable(instance.status().network()))
        .map(network -> new GroupMember(network.address(), network.address6()))
        .sorted(Comparator.comparing(member -> Ipv4Address.parse(member.address())))
        .toList();
  }

  private static Condition ready(SecurityGroupSnapshot snapshot) {
    var absent = new TreeSet<>(snapshot.group().spec().peerGroups());
    absent.removeAll(snapshot.peers());
    return absent.isEmpty()
        ? Condition.of(
            CommonReasons.READY,
            Condition.TRUE,
            SecurityGroupReasons.AVAILABLE,
            "its rules hold for every instance that names it")
        : Condition.of(
            CommonReasons.READY,
            Condition.FALSE,
            SecurityGroupReasons.WAITING_FOR_PEER,
            "its rules name security groups that do not exist, and mean nobody by them: "
                + String.join(", ", absent));
  }
}
