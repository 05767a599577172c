package io.ciao.scheduler.ssntp;

import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConfirmedAddress;
import io.ciao.api.network.MappedAddress;
import io.ciao.api.network.NetworkMember;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.ssntp.payload.PublicIp;
import io.ciao.ssntp.payload.PublicIpCommand;
import io.ciao.ssntp.payload.RefreshCnci;
import io.ciao.ssntp.payload.TenantNumbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// What a concentrator is told, in the original's payloads, of what its object says. Pure.
final class ConcentratorPayloads {
  private ConcentratorPayloads() {}

  /// All concentrators of the tenant, the one that is told among them.
  static RefreshCnci refresh(Concentrator told, List<Concentrator> ofTenant) {
    var cncis =
        ofTenant.stream()
            .sorted(Comparator.comparing(one -> one.metadata().requireName()))
            .map(ConcentratorPayloads::cnci)
            .toList();
    return new RefreshCnci(told.metadata().requireUid(), cncis);
  }

  private static RefreshCnci.Cnci cnci(Concentrator concentrator) {
    var spec = concentrator.spec();
    var transit = spec.transit();
    return new RefreshCnci.Cnci(
        spec.outsideHost(),
        spec.subnet(),
        transit == null ? "" : transit.address(),
        TenantNumbers.tunnelId(tenant(concentrator.metadata())));
  }

  /// The external addresses that are not in force as the spec says: those to be assigned, and those
  /// to be released.
  ///
  /// @param known what addresses led to before; one that is not there is released by its name alone
  static List<PublicIpCommand> addresses(Concentrator told, Map<String, PublicIp> known) {
    var due = new ArrayList<PublicIpCommand>();
    var kept = new HashSet<String>();
    for (var mapped : told.spec().externalIPs()) {
      kept.add(mapped.address());
    }
    for (var confirmed : told.status().externalIPs()) {
      if (!kept.contains(confirmed.address())) {
        var before = known.get(confirmed.address());
        due.add(
            new PublicIpCommand(
                PublicIpCommand.Sort.RELEASE,
                before == null ? publicIp(told, confirmed.address(), "", "") : before));
      }
    }
    var inForce = new HashSet<>(told.status().externalIPs());
    for (var mapped : told.spec().externalIPs()) {
      if (!inForce.contains(new ConfirmedAddress(mapped.address(), mapped.uid(), mapped.epoch()))) {
        due.add(new PublicIpCommand(PublicIpCommand.Sort.ASSIGN, publicIp(told, mapped)));
      }
    }
    return due;
  }

  /// What an address leads to.
  static PublicIp publicIp(Concentrator concentrator, MappedAddress mapped) {
    var instance =
        concentrator.spec().members().stream()
            .filter(member -> member.ip().equals(mapped.ip()))
            .map(NetworkMember::uid)
            .findFirst()
            .orElse("");
    return publicIp(concentrator, mapped.address(), instance, mapped.ip());
  }

  /// The original names the concentrator's MAC address, not the instance's.
  private static PublicIp publicIp(
      Concentrator concentrator, String address, String instance, String privateIp) {
    var outside = Ipv4Address.parse(concentrator.spec().outsideHost());
    return new PublicIp(
        concentrator.metadata().requireUid(),
        tenant(concentrator.metadata()),
        instance,
        address,
        privateIp,
        MacAddress.ofOutside(outside).toString());
  }

  private static String tenant(ObjectMeta metadata) {
    return String.valueOf(metadata.namespace());
  }
}
