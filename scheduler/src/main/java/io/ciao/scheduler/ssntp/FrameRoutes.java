package io.ciao.scheduler.ssntp;

import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.payload.PayloadResult;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.PublicIpCommand;
import io.ciao.ssntp.payload.RefreshCnci;
import io.ciao.ssntp.payload.TenantEvent;
import io.ciao.ssntp.transport.Forwarder.Decision;
import io.ciao.ssntp.transport.ForwardingRule;
import io.ciao.ssntp.transport.ForwardingRules;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/// Which frames a scheduler sends on: what agents say to whoever has role Controller, and what is
/// for one concentrator to its agent.
///
/// START, DELETE, EVACUATE, Restore and AttachVolume have no rule: what an agent shall do is
/// decided over resources alone. Nobody may say what is another role's, nor an agent what is
/// another agent's.
final class FrameRoutes {
  private FrameRoutes() {}

  static ForwardingRules rules() {
    var rules = new ArrayList<ForwardingRule>();
    for (var operand :
        List.of(
            Command.STATS,
            Event.TRACE_REPORT,
            Event.INSTANCE_DELETED,
            Event.INSTANCE_STOPPED,
            ErrorCode.START_FAILURE,
            ErrorCode.DELETE_FAILURE,
            ErrorCode.ATTACH_VOLUME_FAILURE)) {
      rules.add(toControllers(operand).from(Role.AGENT, Role.NET_AGENT));
    }
    for (var operand :
        List.of(
            Event.CONCENTRATOR_INSTANCE_ADDED,
            Event.PUBLIC_IP_ASSIGNED,
            Event.PUBLIC_IP_UNASSIGNED,
            ErrorCode.ASSIGN_PUBLIC_IP_FAILURE,
            ErrorCode.UNASSIGN_PUBLIC_IP_FAILURE)) {
      rules.add(toControllers(operand).from(Role.CNCI_AGENT));
    }
    rules.add(tenants(Event.TENANT_ADDED, TenantEvent.Sort.ADDED));
    rules.add(tenants(Event.TENANT_REMOVED, TenantEvent.Sort.REMOVED));
    rules.add(addresses(Command.ASSIGN_PUBLIC_IP, PublicIpCommand.Sort.ASSIGN));
    rules.add(addresses(Command.RELEASE_PUBLIC_IP, PublicIpCommand.Sort.RELEASE));
    rules.add(
        ForwardingRule.byCall(
                Command.REFRESH_CNCI,
                (_, frame) -> to(RefreshCnci.parse(frame.payload()), RefreshCnci::cnciUuid))
            .from(Role.CONTROLLER));
    return ForwardingRules.of(rules);
  }

  private static ForwardingRule toControllers(Operand operand) {
    return ForwardingRule.toRole(operand, Role.CONTROLLER);
  }

  private static ForwardingRule tenants(Event event, TenantEvent.Sort sort) {
    return ForwardingRule.byCall(
            event,
            (sender, frame) -> {
              var parsed = TenantEvent.parse(sort, frame.payload());
              return parsed instanceof Parsed<TenantEvent>(var told)
                      && !told.agent().uuid().equals(sender.uuid().toString())
                  ? new Decision.Discard(
                      "agent_uuid is '%s'; the sender's is needed".formatted(told.agent().uuid()))
                  : to(parsed, TenantEvent::concentratorUuid);
            })
        .from(Role.AGENT, Role.NET_AGENT);
  }

  private static ForwardingRule addresses(Command command, PublicIpCommand.Sort sort) {
    return ForwardingRule.byCall(
            command,
            (_, frame) ->
                to(
                    PublicIpCommand.parse(sort, frame.payload()),
                    wanted -> wanted.address().concentratorUuid()))
        .from(Role.CONTROLLER);
  }

  private static <T> Decision to(PayloadResult<T> parsed, Function<T, String> recipient) {
    return switch (parsed) {
      case Corrupt<T>(var problem) -> new Decision.Discard(problem);
      case Parsed<T>(var payload) -> to(recipient.apply(payload));
    };
  }

  private static Decision to(String recipient) {
    try {
      return new Decision.Recipients(List.of(UUID.fromString(recipient)));
    } catch (IllegalArgumentException _) {
      return new Decision.Discard(
          "it is for concentrator '%s'; a UUID is needed".formatted(recipient));
    }
  }
}
