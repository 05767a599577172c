package io.ciao.e2e.env;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ObjectFollow;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.InstanceState;
import io.ciao.testkit.EpochHistory;
import io.ciao.testkit.EpochHistory.Act;
import io.ciao.testkit.EpochHistory.Deed;
import io.ciao.testkit.EpochHistory.Version;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a cluster's nodes wrote down of their starts, and every version of its instances that a
/// watch showed, from when it is followed on.
public final class ClusterHistory {
  private static final Duration END_LIMIT = Duration.ofSeconds(10);
  private static final Duration SEEN_LIMIT = Duration.ofSeconds(10);
  private static final Path UPTIME = Path.of("/proc/uptime");

  private final Cluster cluster;
  private final ObjectFollow follow;
  private final Thread thread;
  private final List<Version> versions = new ArrayList<>();

  private ClusterHistory(Cluster cluster) {
    this.cluster = cluster;
    this.follow = new ObjectFollow(cluster.api(), ResourceType.INSTANCES, null, ListQuery.ALL);
    this.thread = Thread.ofVirtual().name("history").unstarted(this::run);
  }

  /// Begins to follow a cluster that is up.
  public static ClusterHistory follow(Cluster cluster) {
    var history = new ClusterHistory(cluster);
    history.thread.start();
    return history;
  }

  /// Judges all there is so far, and says how much that is.
  public void assertGood() throws IOException {
    List<Version> shown;
    synchronized (versions) {
      shown = List.copyOf(versions);
    }
    var verdict = EpochHistory.check(acts(), shown);
    System.out.println(verdict);
    assertThat(verdict.violations()).as("history").isEmpty();
    assertThat(verdict.starts()).as("starts that were written down").isPositive();
    assertThat(verdict.reports()).as("reports that were shown").isPositive();
  }

  /// What time it is by the clock of journals and versions, in nanoseconds since the machine was
  /// booted, to a hundredth of a second.
  public static long now() {
    try {
      var seconds = Files.readString(UPTIME).split(" ")[0];
      return new BigDecimal(seconds).movePointRight(9).longValueExact();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// When an instance was started afresh, step by step.
  ///
  /// @param bound when its new binding was seen
  /// @param starting when its node was about to start it, and had
  /// @param running when its node's report of it was seen
  public record Restart(Duration bound, Duration starting, Duration started, Duration running) {
    @Override
    public String toString() {
      return "bound %d ms, starting %d, started %d, running %d"
          .formatted(bound.toMillis(), starting.toMillis(), started.toMillis(), running.toMillis());
    }
  }

  /// Its first start at an epoch above that one; waits until all of it is seen.
  ///
  /// @param since what the times are counted from, of [#now]
  public Restart restartAbove(String uid, long epoch, long since) throws InterruptedException {
    return Eventually.within(SEEN_LIMIT)
        .value(
            "history shows the start of " + uid + " above epoch " + epoch,
            () ->
                new Restart(
                    after(since, seen(uid, v -> v.bound() > epoch)),
                    after(since, act(uid, epoch, Deed.STARTING)),
                    after(since, act(uid, epoch, Deed.STARTED)),
                    after(since, seen(uid, v -> v.observed() > epoch && isRunning(v)))));
  }

  private static Duration after(long since, long at) {
    return Duration.ofNanos(at - since);
  }

  private long seen(String uid, Predicate<Version> what) {
    synchronized (versions) {
      return versions.stream()
          .filter(version -> version.uid().equals(uid))
          .filter(what)
          .mapToLong(Version::at)
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean isRunning(Version version) {
    var report = Json.parse(version.report().getBytes(StandardCharsets.UTF_8));
    return report.path("state").asText().equals(InstanceState.Running.name());
  }

  private long act(String uid, long epoch, Deed deed) throws IOException {
    return acts().stream()
        .filter(act -> act.uid().equals(uid) && act.epoch() > epoch && act.deed() == deed)
        .mapToLong(Act::at)
        .min()
        .orElseThrow();
  }

  private void run() {
    try {
      follow.run(new Listener());
    } catch (ApiUnreachableException e) {
      // Then there are no reports, which the judgement says.
      System.out.println("instances cannot be followed: " + e.getMessage());
    }
  }

  /// Ends following; the cluster may be closed then.
  public void end() throws InterruptedException {
    follow.end();
    thread.join(END_LIMIT);
  }

  private final class Listener implements ObjectFollow.Listener {
    @Override
    public void listed(ObjectList list) {
      list.items().forEach(item -> add(item, false));
    }

    @Override
    public void following() {
      // Each change comes by itself.
    }

    @Override
    public void upserted(ObjectNode object) {
      add(object, true);
    }

    @Override
    public void deleted(ObjectNode object) {
      // Its last state is a version that was shown before.
    }

    @Override
    public void interrupted(String why) {
      // It goes on where it was, or with a list.
    }
  }

  private void add(JsonNode object, boolean next) {
    var status = object.path("status");
    var observed = status.path("observed");
    var version =
        new Version(
            object.at("/metadata/uid").asText(),
            now(),
            status.at("/binding/epoch").asLong(),
            observed.path("epoch").asLong(),
            sorted(observed),
            next);
    synchronized (versions) {
      versions.add(version);
    }
  }

  /// What nodes wrote down: of a node its own lines, of simulated nodes one after the other.
  public List<Act> acts() throws IOException {
    var acts = new ArrayList<Act>();
    for (var state : directories(cluster.directory())) {
      var journal = state.resolve("journal");
      read(journal, state.getFileName().toString(), acts);
      for (var simulated : directories(journal)) {
        read(simulated, simulated.getFileName().toString(), acts);
      }
    }
    return acts;
  }

  /// The same text from every apiserver: one that wrote an object itself has its fields in another
  /// order.
  private static String sorted(JsonNode tree) {
    if (!tree.isObject()) {
      return tree.toString();
    }
    var fields = new TreeMap<String, String>();
    tree.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
    return fields.entrySet().stream()
        .map(field -> "\"%s\":%s".formatted(field.getKey(), field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static List<Path> directories(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static void read(Path journal, String node, List<Act> acts) throws IOException {
    for (var name : List.of("journal.1.jsonl", "journal.jsonl")) {
      var file = journal.resolve(name);
      if (Files.exists(file)) {
        var text = Files.readString(file);
        // A line may be being written.
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(l -> acts.add(act(node, l)));
      }
    }
  }

  private static Act act(String node, String line) {
    var tree = Json.parse(line.getBytes(StandardCharsets.UTF_8));
    var checked = tree.path("checked");
    return new Act(
        node,
        switch (tree.path("event").asText()) {
          case "starting" -> Deed.STARTING;
          case "started" -> Deed.STARTED;
          default -> Deed.ENDED;
        },
        tree.path("uid").asText(),
        tree.path("epoch").asLong(),
        tree.path("at").asLong(),
        checked.isNumber() ? OptionalLong.of(checked.asLong()) : OptionalLong.empty());
  }
}
