package io.ciao.launcher.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.node.NodeImage;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverEvents;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.Ending;
import io.ciao.launcher.driver.Holding;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.driver.Usage;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.process.ProcessTable;
import io.ciao.program.agent.ServedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Containers. The engine itself is the record: name and labels say whose a container is and of
/// which epoch, and its writable layer is the instance's data. Containers go on while the agent is
/// away; the engine's own restart policy stays `no`.
public final class DockerDriver implements Driver {
  public static final String NAME = "docker";

  private static final int CONNECTIONS_MAX = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String UNIX = "unix://";
  private static final String STOP_SIGNAL = "SIGTERM";

  private final DockerSettings settings;
  private final DockerClient client;
  private final ContainerMaker maker;
  private final EngineEvents containerEvents;
  private final EngineEvents imageEvents;
  private final EngineImages images;
  private final ProcessTable processes = new ProcessTable(new CommandRunner());
  private final InstantSource clock;
  private final StartGate gate;

  /// Container id to when it was asked to end. What was asked before the agent restarted is asked
  /// again.
  private final Map<String, Instant> asked = new ConcurrentHashMap<>(4);

  /// Connects when it is first used; an engine that is away is found again.
  ///
  /// @param events is told about containers that started or ended
  public DockerDriver(
      DockerSettings settings, InstantSource clock, StartGate gate, DriverEvents events) {
    this.settings = settings;
    this.clock = clock;
    this.gate = gate;
    this.client = connect(settings.engine());
    this.maker = new ContainerMaker(client, settings);
    this.images = new EngineImages(() -> client.listImagesCmd().exec(), System::nanoTime, PATIENCE);
    this.containerEvents =
        new EngineEvents(
            "containers",
            () ->
                client
                    .eventsCmd()
                    .withLabelFilter(ContainerLabels.ofNode(settings).toArray(String[]::new)),
            event -> mark(event, events),
            () -> markAll(events));
    this.imageEvents =
        new EngineEvents(
            "images",
            () -> client.eventsCmd().withEventTypeFilter(EventType.IMAGE),
            _ -> images.changed(),
            images::changed);
  }

  private static DockerClient connect(String engine) {
    var config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(engine)
            .withDockerTlsVerify(false)
            .build();
    var http =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .maxConnections(CONNECTIONS_MAX)
            .connectionTimeout(Duration.ofSeconds(5))
            .build();
    return DockerClientImpl.getInstance(config, http);
  }

  private Path socket() {
    return Path.of(settings.engine().substring(UNIX.length()));
  }

  private static void mark(Event event, DriverEvents events) {
    var actor = event.getActor();
    Map<String, String> attributes = actor == null ? null : actor.getAttributes();
    var uid = attributes == null ? null : attributes.get(ContainerLabels.INSTANCE);
    if (uid != null) {
      events.changed(uid);
    }
  }

  private void markAll(DriverEvents events) {
    try {
      instances().keySet().forEach(events::changed);
    } catch (DriverException e) {
      // The engine is still away; the next round marks them.
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /// Whether the engine answers.
  public boolean answers() {
    try {
      client.pingCmd().exec();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /// The engine's images that have a name, whoever brought them; empty until it is known. Waits for
  /// a slow engine, but not long.
  public Optional<List<NodeImage>> images() throws InterruptedException {
    return images.latest();
  }

  /// Without an engine there are no containers; an engine that is there but does not answer is
  /// another matter.
  @Override
  public Map<String, InstanceName> instances() throws DriverException {
    if (settings.engine().startsWith(UNIX) && !Files.exists(socket())) {
      return Map.of();
    }
    var found = new TreeMap<String, InstanceName>();
    for (var container : list(ContainerLabels.ofNode(settings))) {
      var instance = ContainerLabels.instance(labels(container));
      found.put(instance.uid(), instance);
    }
    return found;
  }

  @Override
  public Holding look(String uid) throws DriverException {
    var copies = new ArrayList<Copy>();
    for (var container : list(ContainerLabels.ofInstance(settings, uid))) {
      inspect(container.getId())
          .ifPresent(facts -> copies.add(copy(uid, labels(container), facts)));
    }
    return copies.isEmpty() ? Holding.NOTHING : new Holding(copies, true);
  }

  private Copy copy(String uid, Map<String, String> labels, InspectContainerResponse facts) {
    var state = facts.getState();
    var startedAt = time(state.getStartedAt());
    var askedAt = asked.get(facts.getId());
    var running = Boolean.TRUE.equals(state.getRunning());
    return new Copy(
        uid,
        ContainerLabels.epoch(labels),
        running ? CopyState.RUNNING : CopyState.ENDED,
        startedAt,
        // Somebody else may have started it again since.
        askedAt == null || (startedAt != null && startedAt.isAfter(askedAt)) ? null : askedAt,
        running || startedAt == null ? null : ending(state));
  }

  private static Ending ending(InspectContainerResponse.ContainerState state) {
    var finished = time(state.getFinishedAt());
    var code = state.getExitCodeLong();
    var exitCode = code == null ? null : Integer.valueOf(code.intValue());
    var problem = state.getError();
    var what =
        Boolean.TRUE.equals(state.getOOMKilled())
            ? "it used more memory than it has"
            : problem == null || problem.isEmpty()
                ? "its process ended with status " + exitCode
                : problem;
    return new Ending(finished == null ? Instant.EPOCH : finished, exitCode, what);
  }

  /// The engine writes year 1 for what never happened.
  private static @Nullable Instant time(@Nullable String text) {
    if (text == null || text.isEmpty() || text.startsWith("0001-")) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  @Override
  public boolean prepared(String uid, long epoch) throws DriverException {
    return find(uid, epoch).isPresent();
  }

  @Override
  public void prepare(StartPlan plan) throws DriverException {
    if (find(plan.uid(), plan.epoch()).isEmpty()) {
      asking("make the container of " + plan.instance(), () -> maker.make(plan));
    } else {
      maker.refreshFiles(plan);
    }
  }

  @Override
  public void launch(StartPlan plan) throws DriverException {
    for (var copy : look(plan.uid()).copies()) {
      if (copy.alive() && copy.epoch() != plan.epoch()) {
        throw new DriverException(
            InstanceReasons.LAUNCH_FAILURE,
            "a copy of epoch " + copy.epoch() + " still runs; it must end before " + plan.epoch());
      }
    }
    var id = require(plan.uid(), plan.epoch());
    gate.check(plan.uid());
    asked.remove(id);
    asking(
        "start the container of " + plan.instance(),
        () -> {
          try {
            client.startContainerCmd(id).exec();
          } catch (NotModifiedException e) {
            return false;
          }
          return true;
        });
  }

  @Override
  public Optional<PortTarget> portTarget(String uid, long epoch) throws DriverException {
    var id = find(uid, epoch);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    var pid = inspect(id.get()).map(facts -> facts.getState().getPidLong()).orElse(null);
    return pid == null || pid == 0
        ? Optional.empty()
        : processes.identify(pid).map(PortTarget.NamespaceOf::new);
  }

  @Override
  public void proceed(String uid, long epoch) {
    // A container cannot be started paused; it runs since its launch.
  }

  /// Sends what the image calls its stop signal.
  @Override
  public void askToEnd(String uid, long epoch) throws DriverException {
    var id = find(uid, epoch);
    var facts = id.isEmpty() ? Optional.<InspectContainerResponse>empty() : inspect(id.get());
    if (facts.isEmpty()) {
      return;
    }
    var signal = stopSignal(facts.get());
    asking(
        "ask container " + id.get() + " to end",
        () -> {
          try {
            client.killContainerCmd(id.get()).withSignal(signal).exec();
          } catch (ConflictException | NotFoundException e) {
            // It does not run any more.
            return false;
          }
          return true;
        });
    asked.put(id.get(), clock.instant());
  }

  /// The client has no name for the field.
  private static String stopSignal(InspectContainerResponse facts) {
    var own = facts.getConfig().getRawValues().get("StopSignal");
    return own instanceof String signal && !signal.isEmpty() ? signal : STOP_SIGNAL;
  }

  @Override
  public void kill(String uid, long epoch) throws DriverException {
    var id = find(uid, epoch);
    if (id.isEmpty()) {
      return;
    }
    asked.put(id.get(), clock.instant());
    asking(
        "kill container " + id.get(),
        () -> {
          try {
            client.stopContainerCmd(id.get()).withTimeout(0).exec();
          } catch (NotModifiedException | NotFoundException e) {
            return false;
          }
          return true;
        });
  }

  @Override
  public void discard(String uid, long epoch) throws DriverException {
    var id = find(uid, epoch);
    if (id.isPresent()) {
      remove(id.get());
    }
  }

  @Override
  public void erase(String uid) throws DriverException {
    for (var container : list(ContainerLabels.ofInstance(settings, uid))) {
      remove(container.getId());
    }
    try {
      new ContainerFiles(settings.state(), uid).remove();
    } catch (IOException e) {
      throw new DriverException(
          InstanceReasons.LAUNCH_FAILURE, "remove the files of instance " + uid, e);
    }
  }

  private void remove(String id) throws DriverException {
    asked.remove(id);
    asking(
        "remove container " + id,
        () -> {
          try {
            client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
          } catch (NotFoundException | ConflictException e) {
            // Gone, or its removal is in progress.
            return false;
          }
          return true;
        });
  }

  @Override
  public Optional<Usage> usage(String uid) throws DriverException {
    for (var container : list(ContainerLabels.ofInstance(settings, uid))) {
      if ("running".equals(container.getState())) {
        return asking("ask what container " + container.getId() + " uses", () -> used(container));
      }
    }
    return Optional.empty();
  }

  private Optional<Usage> used(Container container) {
    try {
      return ContainerUsage.read(URI.create(settings.engine()), container.getId());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<ServedLog> log(String uid) {
    try {
      return list(ContainerLabels.ofInstance(settings, uid)).stream()
          .max(Comparator.comparingLong(container -> ContainerLabels.epoch(labels(container))))
          .map(container -> new ContainerLog(client, container.getId()));
    } catch (DriverException e) {
      return Optional.empty();
    }
  }

  private String require(String uid, long epoch) throws DriverException {
    return find(uid, epoch)
        .orElseThrow(
            () ->
                new DriverException(
                    InstanceReasons.LAUNCH_FAILURE,
                    "the container ciao-" + uid + "-" + epoch + " has vanished from the engine"));
  }

  private Optional<String> find(String uid, long epoch) throws DriverException {
    return list(ContainerLabels.ofInstance(settings, uid)).stream()
        .filter(container -> ContainerLabels.epoch(labels(container)) == epoch)
        .map(Container::getId)
        .findFirst();
  }

  private List<Container> list(List<String> labels) throws DriverException {
    return asking(
        "list containers",
        () -> client.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec());
  }

  private Optional<InspectContainerResponse> inspect(String id) throws DriverException {
    return asking(
        "inspect container " + id,
        () -> {
          try {
            return Optional.of(client.inspectContainerCmd(id).exec());
          } catch (NotFoundException e) {
            return Optional.empty();
          }
        });
  }

  private static Map<String, String> labels(Container container) {
    return Objects.requireNonNullElse(container.getLabels(), Map.of());
  }

  /// Runs one call of the engine's client, whose failures are all unchecked.
  private <T> T asking(String what, Supplier<T> call) throws DriverException {
    try {
      return call.get();
    } catch (NotFoundException e) {
      throw new DriverException(InstanceReasons.IMAGE_NOT_FOUND, what + ": " + message(e), e);
    } catch (RuntimeException e) {
      throw new DriverException(
          InstanceReasons.LAUNCH_FAILURE,
          what + " (engine " + settings.engine() + "): " + message(e),
          e);
    }
  }

  private static String message(RuntimeException e) {
    var cause = e.getCause();
    var text = e.getMessage();
    return text == null && cause != null
        ? String.valueOf(cause.getMessage())
        : String.valueOf(text);
  }

  @Override
  public void close() {
    containerEvents.close();
    imageEvents.close();
    try {
      client.close();
    } catch (IOException e) {
      // Nothing more can be done with it.
    }
  }
}
