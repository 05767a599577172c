package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.ConnectFrame;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.TraceExtension;
import io.ciao.ssntp.payload.TraceReport;
import io.ciao.ssntp.tail.FrameLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server with a frame log, and sessions that follow it, over real TLS sockets.
class FrameLogIT {

  private static final UUID CONTROLLER = new UUID(0x10, 1);
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00.000000007Z");

  private final Loopback loopback = new Loopback();
  private final FrameLog log = new FrameLog(InstantSource.fixed(NOW));

  /// Follows as asked, as a scheduler does.
  private final ServerLog serverLog =
      new ServerLog() {
        @Override
        public void frame(SsntpSession session, TrafficFrame frame) {
          super.frame(session, frame);
          if (frame instanceof EventFrame event && event.event() == Event.TRACE_REPORT) {
            log.follow(session, report(frame).ciao().last());
          }
        }

        @Override
        public void disconnected(SsntpSession session, Disconnect why) {
          log.unfollow(session);
          super.disconnected(session, why);
        }
      };

  @AfterEach
  void close() {
    log.close();
    loopback.close();
  }

  private static TraceReport report(TrafficFrame frame) {
    return TraceReport.parse(frame.payload()) instanceof Parsed<TraceReport>(var report)
        ? report
        : new TraceReport(List.of());
  }

  private static Bytes wish(int last) {
    return new TraceReport(List.of(), TraceExtension.follow(last)).toBytes();
  }

  private static String line(TrafficFrame frame) {
    var report = report(frame);
    var told = report.frames().getFirst();
    var crossing = report.ciao().crossing();
    return "%s %s %s %s %s %d %d"
        .formatted(
            crossing.direction(),
            crossing.peer(),
            told.type(),
            told.operand(),
            told.label(),
            crossing.payloadBytes(),
            crossing.dropped());
  }

  @Test
  void aFollowerGetsTheLastLinesAndEachFrameFromThenOn() throws Exception {
    var server = loopback.server(loopback.serverConfig().withObserver(log), serverLog);
    var address = server.addresses().getFirst();
    var agent = loopback.client(loopback.clientConfig(address), new ClientLog());
    Loopback.SOON.until("connected", agent::connected);
    agent.send(Status.FULL, Bytes.EMPTY);
    agent.send(Status.READY, Bytes.utf8("ready"));
    Loopback.SOON.until("both", () -> serverLog.frames.size() == 2);

    var lines =
        new ClientLog() {
          @Override
          public void frame(TrafficFrame frame) {
            if (frame.operandCode() == Event.TRACE_REPORT.code()) {
              super.frame(frame);
            }
          }
        };
    var tls = loopback.pki.peer(Role.CONTROLLER, CONTROLLER);
    var follower = loopback.client(loopback.clientConfig(tls, address), lines);
    Loopback.SOON.until("connected", follower::connected);
    follower.send(Event.TRACE_REPORT, wish(2));
    Loopback.SOON.until("the last two", () -> lines.frames.size() == 2);
    server.session(CONTROLLER).orElseThrow().send(Event.NODE_CONNECTED, Bytes.EMPTY);
    agent.send(ErrorCode.START_FAILURE, Bytes.utf8("no"));
    server.session(Loopback.AGENT).orElseThrow().sendTraced(Command.START, Bytes.EMPTY, "lbl");
    Loopback.SOON.until("the next two", () -> lines.frames.size() >= 4);

    assertThat(lines.frames.stream().map(FrameLogIT::line).sorted())
        .containsExactly(
            "in controller EVENT Trace Report  %d 0".formatted(wish(2).length()),
            "in n1 ERROR Could not start instance  2 0",
            "in n1 STATUS READY  5 0",
            "out n1 COMMAND START lbl 0 0");
    assertThat(line(lines.frames.getFirst())).startsWith("in n1 STATUS READY");
    var told = report(lines.frames.getFirst()).frames().getFirst();
    assertThat(told.start()).isEqualTo("2026-11-22T08:00:00.000000007Z");
    follower.close();
    Loopback.SOON.until("gone", () -> serverLog.disconnected.size() == 1);
  }

  @Test
  void aSlowFollowerMissesLinesIsToldHowManyAndSlowsNobody() throws Exception {
    var count = 20_000;
    var server = loopback.server(loopback.serverConfig().withObserver(log), serverLog);
    var address = server.addresses().getFirst();
    var agent = loopback.client(loopback.clientConfig(address), new ClientLog());
    Loopback.SOON.until("connected", agent::connected);
    try (var slow = new RawClient(loopback.pki.peer(Role.CONTROLLER, CONTROLLER), address)) {
      slow.send(new ConnectFrame(Roles.of(Role.CONTROLLER), CONTROLLER, new UUID(0, 0))).read();
      slow.send(TrafficFrame.of(Event.TRACE_REPORT, CONTROLLER, wish(0)));
      Loopback.SOON.until("follows", () -> serverLog.frames.size() == 1);
      for (var i = 1; i <= count; i++) {
        // Long labels, so that the kernel's buffers do not hold all lines.
        var label = Bytes.utf8("%08d".formatted(i) + "x".repeat(2_000));
        agent.send(
            new CommandFrame(Command.STATS, Loopback.AGENT, Bytes.EMPTY, Trace.labelled(label)));
      }
      Loopback.SOON.until("all heard", () -> serverLog.frames.size() == count + 1);

      var number = 0;
      var missed = 0L;
      while (number < count) {
        var report = report((TrafficFrame) slow.read());
        var dropped = report.ciao().crossing().dropped();
        var next = Integer.parseInt(report.frames().getFirst().label().substring(0, 8));
        assertThat((long) next).isEqualTo(number + dropped + 1);
        missed += dropped;
        number = next;
      }
      assertThat(missed).isPositive();
      assertThat(serverLog.disconnected).isEmpty();
    }
  }
}
