package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.transport.Forwarder.Decision;
import io.ciao.ssntp.transport.Forwarder.Sender;
import io.ciao.ssntp.transport.ForwardingRule.Target;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what comes in on to whom the rules say, on the sender's reading thread: so each recipient
/// gets one sender's frames in their order. It never waits: a recipient that takes too little is
/// cut off by its own session.
final class Forwarding {

  private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);

  private final ForwardingRules rules;
  private final SessionTable table;
  private final SessionListener listener;

  Forwarding(ForwardingRules rules, SessionTable table, SessionListener listener) {
    this.rules = rules;
    this.table = table;
    this.listener = listener;
  }

  /// Forwards a frame of that session, if a rule says so.
  void forward(SsntpSession sender, TrafficFrame frame) {
    var rule = rules.rule(frame);
    if (rule.isEmpty()) {
      return;
    }
    if (!sender.roles().intersects(rule.get().senders())) {
      // The rule is not about this frame, which may mean something else from this sender.
      LOG.debug(
          "ssntp frame is of no sender to forward sender={} roles={} type={} operand={}",
          sender.uuid(),
          sender.roles(),
          frame.typeCode(),
          frame.operandCode());
      return;
    }
    switch (rule.get().target()) {
      case Target.ToRole(var role) ->
          table.withRole(role).forEach(recipient -> send(sender, frame, recipient));
      case Target.ByCall(var forwarder) -> {
        switch (forwarder.decide(new Sender(sender.uuid(), sender.roles()), frame)) {
          case Decision.Discard(var reason) -> discarded(sender, frame, reason);
          case Decision.Recipients(var uuids) ->
              uuids.stream().distinct().forEach(uuid -> send(sender, frame, uuid));
        }
      }
    }
  }

  private void send(SsntpSession sender, TrafficFrame frame, UUID recipient) {
    table
        .find(recipient)
        .ifPresentOrElse(
            session -> send(sender, frame, session),
            () -> lost(sender, frame, recipient, SendResult.CLOSED));
  }

  private void send(SsntpSession sender, TrafficFrame frame, SsntpSession recipient) {
    if (recipient.uuid().equals(sender.uuid())) {
      return;
    }
    var result = recipient.send(frame);
    if (result != SendResult.QUEUED) {
      lost(sender, frame, recipient.uuid(), result);
    }
  }

  private void lost(SsntpSession sender, TrafficFrame frame, UUID recipient, SendResult result) {
    LOG.warn(
        "ssntp frame not forwarded sender={} type={} operand={} recipient={} result={}",
        sender.uuid(),
        frame.typeCode(),
        frame.operandCode(),
        recipient,
        result);
    listener.notForwarded(sender, frame, recipient, result);
  }

  private static void discarded(SsntpSession sender, TrafficFrame frame, String reason) {
    LOG.warn(
        "ssntp frame not forwarded sender={} type={} operand={} reason={}",
        sender.uuid(),
        frame.typeCode(),
        frame.operandCode(),
        reason);
  }
}
