package io.ciao.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.launcher.testing.Certificates;
import io.ciao.launcher.testing.FakeScheduler;
import io.ciao.launcher.testing.Objects;
import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that belongs to no cluster: SSNTP alone starts, stops, starts again and erases.
final class StandAloneIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));
  private static final String HOST = "127.0.0.1";
  private static final String NODE = "alone";

  @TempDir private Path directory;

  private static boolean reported(FakeScheduler scheduler, int from, String word) {
    var frames = scheduler.frames();
    return frames.subList(from, frames.size()).stream()
        .anyMatch(frame -> frame.payload().utf8().contains(word));
  }

  private static ObjectNode version(ObjectNode instance, long version) {
    var copy = instance.deepCopy();
    copy.withObject("/metadata").put("resourceVersion", Long.toString(version));
    return copy;
  }

  @Test
  void doesWhatItsSchedulerSays() throws Exception {
    var certificates = new Certificates();
    var nodeUid = certificates.node(NODE, directory.resolve("tls/" + NODE), HOST);
    try (var scheduler = new FakeScheduler(certificates.scheduler(HOST), HOST, null);
        var _ =
            LauncherMain.start(
                LauncherConfig.of(
                    LauncherConfig.FLAGS.parse(
                        List.of(
                            "--stand-alone",
                            "--dir=" + directory.resolve("state"),
                            "--address=198.51.100.7",
                            "--scheduler=" + scheduler.address(),
                            "--simulate=1",
                            "--simulate-tls=" + directory.resolve("tls")))))) {
      SOON.until("ready", scheduler::heardReady);
      var uid = UUID.randomUUID().toString();
      var instance = Objects.instance("web", uid, NODE, nodeUid.toString(), 7).apply(Json.object());

      scheduler.start(7, List.of(version(instance, 10)));
      SOON.until("runs", () -> reported(scheduler, 0, "\"state\":\"Running\""));

      var stopping = scheduler.frames().size();
      scheduler.delete(uid, 7, true);
      SOON.until("is stopped", () -> reported(scheduler, stopping, "\"state\":\"Stopped\""));

      var starting = scheduler.frames().size();
      scheduler.start(7, List.of(version(instance, 20)));
      SOON.until("runs again", () -> reported(scheduler, starting, "\"state\":\"Running\""));

      var deleting = scheduler.frames().size();
      scheduler.delete(uid, 7, false);
      SOON.until("is gone", () -> reported(scheduler, deleting, "instance_deleted"));
      assertThat(reported(scheduler, deleting, uid)).isTrue();
    }
  }
}
