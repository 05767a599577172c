package io.ciao.linux.concentrator;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.subnet.SubnetPlace;
import io.ciao.linux.subnet.SubnetTunnel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One concentrator on its network node as it shall be.
///
/// @param uid of the concentrator, for the ownership mark
/// @param members every instance of the subnet, wherever it runs
/// @param directory for its dnsmasq's files; its own
/// @param externals addresses outside that lead to members; of several of one member the first is
///   what it is seen with
/// @param reach how far it goes now
/// @param transit null while the tenant has no other subnet
public record ConcentratorPlan(
    String uid,
    SubnetPlace place,
    SubnetTunnel tunnel,
    ConcentratorInside inside,
    ConcentratorOutside outside,
    List<ConcentratorMember> members,
    Path directory,
    List<ConcentratorExternal> externals,
    Reach reach,
    @Nullable ConcentratorTransit transit) {
  public ConcentratorPlan {
    members = List.copyOf(members);
    externals = List.copyOf(externals);
  }

  /// One that serves whole, of a tenant that has no other subnet.
  public ConcentratorPlan(
      String uid,
      SubnetPlace place,
      SubnetTunnel tunnel,
      ConcentratorInside inside,
      ConcentratorOutside outside,
      List<ConcentratorMember> members,
      Path directory,
      List<ConcentratorExternal> externals) {
    this(uid, place, tunnel, inside, outside, members, directory, externals, Reach.OUTSIDE, null);
  }

  /// The same with another reach.
  public ConcentratorPlan reaching(Reach other) {
    return new ConcentratorPlan(
        uid, place, tunnel, inside, outside, members, directory, externals, other, transit);
  }

  /// One without external addresses.
  public ConcentratorPlan(
      String uid,
      SubnetPlace place,
      SubnetTunnel tunnel,
      ConcentratorInside inside,
      ConcentratorOutside outside,
      List<ConcentratorMember> members,
      Path directory) {
    this(uid, place, tunnel, inside, outside, members, directory, List.of());
  }

  /// The same with these external addresses.
  public ConcentratorPlan with(List<ConcentratorExternal> present) {
    return new ConcentratorPlan(
        uid, place, tunnel, inside, outside, members, directory, present, reach, transit);
  }

  /// The addresses that it answers for on the outside network, its own first.
  List<Ipv4Address> answered() {
    return Stream.concat(
            Stream.of(outside.address().address()),
            externals.stream()
                .filter(ConcentratorExternal::answered)
                .map(ConcentratorExternal::address))
        .distinct()
        .toList();
  }

  /// The same with this way to the tenant's other subnets.
  public ConcentratorPlan joining(@Nullable ConcentratorTransit others) {
    return new ConcentratorPlan(
        uid, place, tunnel, inside, outside, members, directory, externals, reach, others);
  }
}
