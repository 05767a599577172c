package io.ciao.linux.concentrator;

import io.ciao.linux.subnet.SubnetPlace;
import io.ciao.linux.subnet.SubnetTunnel;
import java.nio.file.Path;
import java.util.List;

/// One concentrator on its network node as it shall be.
///
/// @param uid of the concentrator, for the ownership mark
/// @param members every instance of the subnet, wherever it runs
/// @param directory for its dnsmasq's files; its own
public record ConcentratorPlan(
    String uid,
    SubnetPlace place,
    SubnetTunnel tunnel,
    ConcentratorInside inside,
    ConcentratorOutside outside,
    List<ConcentratorMember> members,
    Path directory) {
  public ConcentratorPlan {
    members = List.copyOf(members);
  }
}
