package io.ciao.launcher;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.launcher.soak.Machine;
import io.ciao.launcher.soak.Relay;
import io.ciao.launcher.soak.SoakController;
import io.ciao.launcher.soak.SoakScheduler;
import io.ciao.launcher.soak.Traffic;
import io.ciao.launcher.testing.Certificates;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.Surroundings;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// One scheduler's SSNTP side, agents and controllers, all in this process and all connected
/// through relays. One thread changes it.
final class SoakCluster {
  private static final String HOST = "127.0.0.1";
  private static final int INSTANCES_EACH = 2;
  private static final int CONTROLLERS = 2;

  /// So many agents are ended or started at a time.
  private static final int AT_A_TIME = 20;

  private final Traffic traffic;
  private final Certificates certificates = new Certificates();
  private final TlsIdentity schedulerTls = certificates.scheduler(HOST);
  private final ApiClient nobody =
      new ApiClient(
          new HttpCalls(
              List.of(URI.create("https://" + HOST + ":1")),
              schedulerTls.sslContext(),
              Duration.ofSeconds(1),
              _ -> {}));
  private final List<Machine> machines = new ArrayList<>();
  private final Map<UUID, List<Bytes>> starts = new ConcurrentHashMap<>();
  private final Map<String, SoakAgent> agents = new ConcurrentHashMap<>();
  private final List<Relay> relays = new ArrayList<>();
  private final List<SsntpClient> controllers = new ArrayList<>();
  private final List<SoakController> forwarded = new ArrayList<>();
  private volatile @Nullable SoakScheduler scheduler;

  /// @param disks a directory for what machines keep in files
  SoakCluster(int count, Traffic traffic, Path disks) throws Exception {
    this.traffic = traffic;
    startScheduler();
    for (var i = 0; i < count; i++) {
      var machine =
          Machine.of("n" + i, certificates.peer(Role.AGENT), relay(), disks, INSTANCES_EACH);
      machines.add(machine);
      starts.put(machine.uuid(), machine.starts());
    }
    for (var i = 0; i < CONTROLLERS; i++) {
      var log = new SoakController(traffic);
      forwarded.add(log);
      controllers.add(controller(log));
    }
  }

  /// Starts all agents, a few at a time: the handshakes of all at once take longer than a client
  /// waits on a machine that has other work.
  void startAll(Eventually inTime) throws Exception {
    for (var from = 0; from < machines.size(); from += AT_A_TIME) {
      var to = Math.min(machines.size(), from + AT_A_TIME);
      startAgents(machines.subList(from, to));
      inTime.until("agents are connected", () -> scheduler.agents() == to);
    }
  }

  private Relay relay() throws IOException {
    var relay = new Relay(this::target);
    relays.add(relay);
    return relay;
  }

  private @Nullable HostPort target() {
    var present = scheduler;
    return present == null ? null : present.address();
  }

  private SsntpClient controller(SoakController log) throws IOException {
    var tls = certificates.peer(Role.CONTROLLER);
    return SsntpClient.start(
        ClientConfig.of(() -> tls, List.of(relay().address())),
        log,
        new Surroundings(InstantSource.system(), System::nanoTime, new Random()));
  }

  List<Machine> machines() {
    return machines;
  }

  /// Whether every agent has a session.
  boolean complete() {
    var present = scheduler;
    return present != null
        && present.agents() == machines.size()
        && controllers.stream().allMatch(SsntpClient::connected);
  }

  /// How many frames were forwarded, each counted for each controller that got it.
  long forwarded() {
    return forwarded.stream().mapToLong(SoakController::frames).sum();
  }

  void startScheduler() throws InterruptedException {
    scheduler =
        new SoakScheduler(schedulerTls, traffic, uuid -> starts.getOrDefault(uuid, List.of()));
  }

  /// Tears all connections, and nobody is there any more.
  void killScheduler(boolean reset) throws InterruptedException {
    var present = scheduler;
    scheduler = null;
    relays.forEach(relay -> relay.cut(reset));
    if (present != null) {
      present.die();
    }
  }

  /// What was sent arrives, and nobody is there any more.
  void closeScheduler() throws InterruptedException {
    var present = scheduler;
    scheduler = null;
    if (present != null) {
      present.close();
    }
  }

  void startAgents(Collection<Machine> where) throws Exception {
    together(where, machine -> agents.put(machine.name(), new SoakAgent(machine, traffic, nobody)));
  }

  void killAgents(Collection<Machine> where, boolean reset) throws Exception {
    together(where, machine -> agents.remove(machine.name()).die(reset));
  }

  void closeAgents(Collection<Machine> where) throws Exception {
    together(where, machine -> agents.remove(machine.name()).close());
  }

  /// What is done to one machine.
  private interface Deed {
    void on(Machine machine) throws Exception;
  }

  private static void together(Collection<Machine> where, Deed deed) throws Exception {
    try (var threads = Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      List<Callable<Void>> deeds = new ArrayList<>();
      for (var machine : where) {
        deeds.add(
            () -> {
              deed.on(machine);
              return null;
            });
      }
      for (var done : threads.invokeAll(deeds)) {
        done.get();
      }
    }
  }

  /// Ends all that still lives.
  void end() throws Exception {
    controllers.forEach(SsntpClient::close);
    killAgents(machines.stream().filter(each -> agents.containsKey(each.name())).toList(), true);
    killScheduler(true);
    for (var relay : relays) {
      relay.close();
    }
    nobody.close();
  }
}
