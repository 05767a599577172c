package io.ciao.cnci.ssntp;

import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConfirmedAddress;
import io.ciao.api.network.MappedAddress;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.payload.PublicIp;
import io.ciao.ssntp.payload.PublicIpCommand;
import io.ciao.ssntp.payload.PublicIpEvent;
import io.ciao.ssntp.payload.PublicIpFailure;
import java.util.Optional;

/// What a concentrator answers to AssignPublicIP and ReleasePublicIP. Pure.
///
/// The command changes nothing: the answer says what the object says once passes have had their
/// time.
final class AddressAnswers {
  static final String ASSIGN_FAILURE = "assign_failure";
  static final String RELEASE_FAILURE = "release_failure";
  static final String INVALID_PAYLOAD = "invalid_payload";

  private AddressAnswers() {}

  /// The answer; empty: not yet.
  ///
  /// @param over whether nothing more is waited for
  static Optional<OutFrame> to(PublicIpCommand asked, Concentrator now, boolean over) {
    var address = asked.address();
    return switch (asked.sort()) {
      case ASSIGN ->
          assigned(address, now)
              ? Optional.of(event(Event.PUBLIC_IP_ASSIGNED, PublicIpEvent.Sort.ASSIGNED, address))
              : failure(over, ErrorCode.ASSIGN_PUBLIC_IP_FAILURE, address, ASSIGN_FAILURE);
      case RELEASE ->
          released(address.publicIp(), now)
              ? Optional.of(
                  event(Event.PUBLIC_IP_UNASSIGNED, PublicIpEvent.Sort.UNASSIGNED, address))
              : failure(over, ErrorCode.UNASSIGN_PUBLIC_IP_FAILURE, address, RELEASE_FAILURE);
    };
  }

  /// The answer to a command that cannot be read.
  static OutFrame unreadable(PublicIpCommand.Sort sort, String concentratorUid) {
    var code =
        switch (sort) {
          case ASSIGN -> ErrorCode.ASSIGN_PUBLIC_IP_FAILURE;
          case RELEASE -> ErrorCode.UNASSIGN_PUBLIC_IP_FAILURE;
        };
    var nothing = new PublicIp(concentratorUid, "", "", "", "", "");
    return new OutFrame(code, new PublicIpFailure(nothing, INVALID_PAYLOAD).toBytes());
  }

  private static boolean assigned(PublicIp asked, Concentrator now) {
    return now.spec().externalIPs().stream()
        .filter(mapped -> mapped.address().equals(asked.publicIp()))
        .filter(mapped -> mapped.ip().equals(asked.privateIp()))
        .anyMatch(mapped -> now.status().externalIPs().contains(confirmation(mapped)));
  }

  private static ConfirmedAddress confirmation(MappedAddress mapped) {
    return new ConfirmedAddress(mapped.address(), mapped.uid(), mapped.epoch());
  }

  private static boolean released(String address, Concentrator now) {
    return now.spec().externalIPs().stream().noneMatch(one -> one.address().equals(address))
        && now.status().externalIPs().stream().noneMatch(one -> one.address().equals(address));
  }

  private static OutFrame event(Event event, PublicIpEvent.Sort sort, PublicIp address) {
    return new OutFrame(
        event,
        new PublicIpEvent(
                sort,
                address.concentratorUuid(),
                address.instanceUuid(),
                address.publicIp(),
                address.privateIp())
            .toBytes());
  }

  private static Optional<OutFrame> failure(
      boolean over, ErrorCode code, PublicIp address, String reason) {
    return over
        ? Optional.of(new OutFrame(code, new PublicIpFailure(address, reason).toBytes()))
        : Optional.empty();
  }
}
