package io.ciao.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.launcher.testing.Certificates;
import io.ciao.launcher.testing.FakeApi;
import io.ciao.launcher.testing.FakeScheduler;
import io.ciao.launcher.testing.Objects;
import io.ciao.program.Parts;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.StatusFrame;
import io.ciao.ssntp.payload.PayloadResult;
import io.ciao.ssntp.payload.Ready;
import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a whole agent with a simulated driver renews its presence, and what it starts without.
class PresenceIT {
  private static final String HOST = "127.0.0.1";
  private static final String NODE = "sim-1";
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(15));

  @TempDir Path directory;
  private final String uid = UUID.randomUUID().toString();
  private final List<AutoCloseable> closing = new ArrayList<>();
  private Certificates certificates;
  private String nodeUid;
  private FakeApi api;

  @BeforeEach
  void startApi() throws Exception {
    certificates = new Certificates();
    nodeUid = certificates.node(NODE, directory.resolve(NODE), HOST).toString();
    api = new FakeApi(certificates.apiserver(HOST), HOST);
    closing.addFirst(api);
    api.certificate(NODE, nodeUid);
  }

  @AfterEach
  void stopAll() throws Exception {
    for (var part : closing) {
      part.close();
    }
  }

  @Test
  void startWaitsForAnAnsweredRenewalAndSaysSo() throws Exception {
    api.renew(false);
    start(List.of());
    bind();

    SOON.untilAsserted(
        () -> {
          assertThat(observed("state")).isEqualTo("Pending");
          assertThat(observed("reason")).isEqualTo("NodeNotConfirmed");
          assertThat(observed("message")).contains("its node starts nothing since ");
        });
    api.renew(true);

    SOON.untilAsserted(() -> assertThat(observed("state")).isEqualTo("Running"));
  }

  @Test
  void schedulersRenewWhereNoApiserverDoes() throws Exception {
    api.renew(false);
    var scheduler = new FakeScheduler(certificates.scheduler(HOST), HOST, api);
    closing.addFirst(scheduler);
    start(List.of(scheduler));
    bind();

    SOON.untilAsserted(() -> assertThat(observed("state")).isEqualTo("Running"));
    assertThat(askedFor(scheduler)).isNotEmpty().doesNotContain(0L).isSorted();
    api.renew(true);
  }

  @Test
  void schedulersAreNotAskedWhileAnApiserverRenews() throws Exception {
    var scheduler = new FakeScheduler(certificates.scheduler(HOST), HOST, api);
    closing.addFirst(scheduler);
    start(List.of(scheduler));
    bind();

    SOON.untilAsserted(() -> assertThat(observed("state")).isEqualTo("Running"));
    // A busy machine may have held up a renewal for so long that schedulers were asked.
    var asked = new AtomicInteger(-1);
    var before = new AtomicInteger();
    SOON.until(
        "an apiserver renews, again and again, and schedulers are not asked",
        () -> {
          var now = askedFor(scheduler).size();
          if (asked.getAndSet(now) != now) {
            before.set(api.renewals());
          }
          return api.renewals() - before.get() >= 4;
        });
  }

  @Test
  void nodeThatIsLostJoinsAgainAndLeavesAloneWhatRuns() throws Exception {
    start(List.of());
    bind();
    SOON.untilAsserted(() -> assertThat(observed("state")).isEqualTo("Running"));
    var startedAt = observed("startedAt");
    var before = api.joined().getFirst().path("incarnation").asLong();

    api.lose(NODE);

    SOON.until("it has joined again", () -> api.joined().size() == 2);
    assertThat(api.joined().getLast().path("incarnation").asLong()).isGreaterThan(before);
    assertThat(api.joined().getLast().path("removed")).isEmpty();
    SOON.untilAsserted(
        () ->
            assertThat(observed("incarnation"))
                .isEqualTo(api.joined().getLast().path("incarnation").asText()));
    assertThat(observed("startedAt")).isEqualTo(startedAt);
  }

  @Test
  void secondIncarnationWaitsUntilTheFirstIsDeclaredLost() throws Exception {
    var first = start(List.of());
    SOON.until("joined", () -> api.joined().size() == 1);
    first.close();

    // It has lost its state, as simulated nodes do.
    start(List.of());
    SOON.until("it was refused", () -> api.joinsRefused() > 0);
    assertThat(api.joined()).hasSize(1);
    api.lose(NODE);

    SOON.until("joined again", () -> api.joined().size() == 2);
  }

  private void bind() {
    api.put("instances", "t1", "web", Objects.instance("web", uid, NODE, nodeUid, 7));
  }

  private static List<Long> askedFor(FakeScheduler scheduler) {
    return scheduler.frames().stream()
        .filter(frame -> frame instanceof StatusFrame said && said.status() == Status.READY)
        .map(frame -> ((PayloadResult.Parsed<Ready>) Ready.parse(frame.payload())).value())
        .map(ready -> ready.ciao().seq())
        .filter(seq -> seq > 0)
        .toList();
  }

  private Parts start(List<FakeScheduler> schedulers) throws Exception {
    var arguments =
        new ArrayList<>(
            List.of("--dir", directory.resolve("state").toString(), "--address", "198.51.100.7"));
    arguments.addAll(List.of("--apiserver", api.url().toString(), "--vcpus", "16"));
    arguments.addAll(List.of("--simulate", "1", "--simulate-tls", directory.toString()));
    schedulers.forEach(s -> arguments.addAll(List.of("--scheduler", s.address().toString())));
    var agent = LauncherMain.start(LauncherConfig.of(LauncherConfig.FLAGS.parse(arguments)));
    closing.addFirst(agent);
    return agent;
  }

  private String observed(String field) {
    return api.get("instances", "t1", "web")
        .orElseThrow()
        .path("status")
        .path("observed")
        .path(field)
        .asText();
  }
}
