package io.ciao.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.node.NodeIdentity;
import io.ciao.launcher.testing.Certificates;
import io.ciao.launcher.testing.FakeApi;
import io.ciao.launcher.testing.FakeScheduler;
import io.ciao.launcher.testing.Objects;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.payload.Ready;
import io.ciao.testkit.Eventually;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a scheduler hears of a node that joins again: no READY of the new incarnation before every
/// copy that is not its own any more is gone and the apiserver was told so.
class FirstReadyIT {
  private static final String HOST = "127.0.0.1";
  private static final String NODE = "sim-1";
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));
  private static final Set<String> REMOVALS = Set.of("askToEnd", "kill", "discard", "erase");

  @TempDir Path directory;
  private final String uid = UUID.randomUUID().toString();
  private final List<AutoCloseable> closing = new ArrayList<>();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger heldBack = new AtomicInteger();
  private volatile boolean holdsOn;
  private volatile Driver driver;
  private FakeApi api;
  private FakeScheduler scheduler;
  private String nodeUid;

  /// A READY, and how things were when it arrived.
  ///
  /// @param copies what the node held
  /// @param joins how many joins it had finished
  private record Heard(long incarnation, List<Copy> copies, int joins) {}

  @BeforeEach
  void start() throws Exception {
    var certificates = new Certificates();
    nodeUid = certificates.node(NODE, directory.resolve(NODE), HOST).toString();
    api = new FakeApi(certificates.apiserver(HOST), HOST);
    closing.addFirst(api);
    api.certificate(NODE, nodeUid);
    scheduler = new FakeScheduler(certificates.scheduler(HOST), HOST, api);
    closing.addFirst(scheduler);
    scheduler.onReady(this::ready);
    var config =
        LauncherConfig.of(
            LauncherConfig.FLAGS.parse(
                List.of(
                    "--dir", directory.resolve("state").toString(),
                    "--address", "198.51.100.7",
                    "--apiserver", api.url().toString(),
                    "--scheduler", scheduler.address().toString(),
                    "--simulate", "1",
                    "--simulate-tls", directory.toString())));
    closing.addFirst(
        NodeAgent.start(
            new NodeIdentity(NODE, nodeUid),
            TlsFiles.in(directory.resolve(NODE)),
            surroundings(new SimulatedNode(NODE, config)),
            new NodeAgent.Shared(InstantSource.system(), new Random(1), config.servers())));
  }

  @AfterEach
  void stopAll() throws Exception {
    for (var part : closing) {
      part.close();
    }
  }

  private void ready(Ready ready) {
    try {
      var holding = driver.look(uid);
      heard.add(new Heard(ready.ciao().incarnation(), holding.copies(), api.joined().size()));
    } catch (DriverException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The simulated node with a driver from which nothing can be removed for a while.
  private NodeSurroundings surroundings(SimulatedNode node) {
    return over(
        NodeSurroundings.class,
        (method, arguments) -> {
          var made = call(node, method, arguments);
          return method.getName().equals("drivers") ? List.of(holding(((List<?>) made))) : made;
        });
  }

  private Driver holding(List<?> drivers) {
    driver = (Driver) drivers.getFirst();
    return over(
        Driver.class,
        (method, arguments) -> {
          if (holdsOn && REMOVALS.contains(method.getName())) {
            heldBack.incrementAndGet();
            throw new DriverException("LaunchFailure", "nothing can be removed now");
          }
          return call(driver, method, arguments);
        });
  }

  private interface Calls {
    Object called(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T over(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> calls.called(method, arguments)));
  }

  private static Object call(Object on, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void firstReadyOfARejoiningNodeComesAfterItsStaleCopiesAreGone() throws Exception {
    api.put("instances", "t1", "web", Objects.instance("web", uid, NODE, nodeUid, 7));
    SOON.until("it runs", () -> !driver.look(uid).copies().isEmpty());
    SOON.until("ready", () -> !heard.isEmpty());
    var first = heard.getFirst().incarnation();

    holdsOn = true;
    api.lose(NODE);
    api.put("instances", "t1", "web", Objects.instance("web", uid, "other", "other-uid", 9));
    SOON.until("it joins again", () -> api.incarnation(NODE) > first);
    // Every occasion on which a node says how it is: its connection is new, too.
    var before = heldBack.get();
    scheduler.dropAgents();
    SOON.until("it tries to remove the copy", () -> heldBack.get() >= before + 4);
    SOON.until("it is connected", () -> scheduler.agents() == 1);
    SOON.until("it goes on trying", () -> heldBack.get() >= before + 8);
    assertThat(api.joined()).hasSize(1);
    assertThat(heard).allMatch(ready -> ready.incarnation() == first);

    holdsOn = false;
    SOON.until("it is ready", () -> heard.stream().anyMatch(r -> r.incarnation() > first));

    var again = heard.stream().filter(r -> r.incarnation() > first).findFirst().orElseThrow();
    assertThat(again.copies()).as("what it held then").isEmpty();
    assertThat(again.joins()).as("it had said what it removed").isEqualTo(2);
    var removed = Json.object();
    removed.putArray("removed").addObject().put("uid", uid).put("epoch", 7L);
    assertThat(api.joined().getLast().path("removed")).isEqualTo(removed.path("removed"));
  }
}
