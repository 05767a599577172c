package io.ciao.launcher.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.ErrorFrame;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.StatusFrame;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.Delete;
import io.ciao.ssntp.payload.DeleteExtension;
import io.ciao.ssntp.payload.InstanceDeleted;
import io.ciao.ssntp.payload.InstanceStopped;
import io.ciao.ssntp.payload.PayloadResult;
import io.ciao.ssntp.payload.Ready;
import io.ciao.ssntp.payload.Renewed;
import io.ciao.ssntp.payload.ReportsExtension;
import io.ciao.ssntp.payload.Requirements;
import io.ciao.ssntp.payload.Start;
import io.ciao.ssntp.payload.StartExtension;
import io.ciao.ssntp.payload.StartFailure;
import io.ciao.ssntp.payload.StartNetworking;
import io.ciao.ssntp.payload.StartRuntime;
import io.ciao.ssntp.payload.Stats;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.SsntpSession;
import io.ciao.ssntp.transport.Surroundings;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A scheduler's SSNTP side: hears agents, sends START, renews presences, and writes reports on.
public final class FakeScheduler implements SessionListener, AutoCloseable {
  private final SsntpServer server;
  private final @Nullable FakeApi api;
  private final List<TrafficFrame> frames = new CopyOnWriteArrayList<>();
  private final List<Consumer<Ready>> onReady = new CopyOnWriteArrayList<>();

  /// @param api where reports are written; null to write none
  public FakeScheduler(TlsIdentity tls, String host, @Nullable FakeApi api) throws Exception {
    this.api = api;
    var surroundings = new Surroundings(InstantSource.system(), System::nanoTime, new Random(1));
    this.server =
        SsntpServer.start(ServerConfig.of(tls, List.of(new HostPort(host, 0))), this, surroundings);
  }

  public HostPort address() {
    return server.addresses().getFirst();
  }

  /// Sends START to every agent, with these objects.
  public void start(long epoch, List<ObjectNode> objects) {
    var uid = objects.getFirst().path("metadata").path("uid").asText();
    var start =
        new Start(
            "",
            uid,
            StartRuntime.vm("legacy"),
            StartNetworking.NONE,
            List.of(),
            new Requirements(0, 0, "", "", false, false),
            new StartExtension(epoch, objects));
    server.sessions().forEach(session -> session.send(Command.START, start.toBytes()));
  }

  /// Sends DELETE to every agent.
  public void delete(String uid, long epoch, boolean stop) {
    var delete = new Delete(uid, "", stop, new DeleteExtension(epoch));
    server.sessions().forEach(session -> session.send(Command.DELETE, delete.toBytes()));
  }

  /// Ends every connection; agents come again.
  public void dropAgents() {
    server.sessions().forEach(session -> session.close("dropped"));
  }

  /// Is told of each READY as it arrives.
  public void onReady(Consumer<Ready> listener) {
    onReady.add(listener);
  }

  public int agents() {
    return server.sessions().size();
  }

  public List<TrafficFrame> frames() {
    return frames;
  }

  public boolean heardReady() {
    return frames.stream().anyMatch(StatusFrame.class::isInstance);
  }

  @Override
  public void connected(SsntpSession session) {}

  @Override
  public void frame(SsntpSession session, TrafficFrame frame) {
    frames.add(frame);
    if (frame instanceof StatusFrame status && status.status() == Status.READY) {
      if (Ready.parse(frame.payload()) instanceof PayloadResult.Parsed<Ready>(var said)) {
        onReady.forEach(listener -> listener.accept(said));
      }
      renew(session, frame);
    }
    var reports =
        switch (frame) {
          case CommandFrame command when command.command() == Command.STATS ->
              reports(Stats.parse(frame.payload()), Stats::ciao);
          case ErrorFrame _ -> reports(StartFailure.parse(frame.payload()), StartFailure::ciao);
          case EventFrame event ->
              switch (event.event()) {
                case INSTANCE_DELETED ->
                    reports(InstanceDeleted.parse(frame.payload()), InstanceDeleted::ciao);
                case INSTANCE_STOPPED ->
                    reports(InstanceStopped.parse(frame.payload()), InstanceStopped::ciao);
                default -> List.<ObjectNode>of();
              };
          default -> List.<ObjectNode>of();
        };
    if (api != null) {
      reports.forEach(report -> api.report(report, report));
    }
  }

  private static void renew(SsntpSession session, TrafficFrame ready) {
    if (Ready.parse(ready.payload()) instanceof PayloadResult.Parsed<Ready>(var said)
        && said.ciao() != null
        && said.ciao().seq() > 0) {
      var renewed = new Renewed(said.ciao().incarnation(), said.ciao().seq());
      session.send(Event.RENEWED, renewed.toBytes());
    }
  }

  private static <T> List<ObjectNode> reports(
      PayloadResult<T> payload, Function<T, @Nullable ReportsExtension> ciao) {
    if (payload instanceof PayloadResult.Parsed<T>(var value)) {
      var extension = ciao.apply(value);
      return extension == null ? List.of() : extension.reports();
    }
    throw new IllegalStateException("an agent sent what cannot be read: " + payload);
  }

  @Override
  public void disconnected(SsntpSession session, Disconnect why) {}

  @Override
  public void close() {
    server.close();
  }
}
