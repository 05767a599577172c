package io.ciao.scheduler.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.batch.CopyFacts;
import io.ciao.api.instance.batch.CopyReport;
import io.ciao.api.instance.batch.FrameReport;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.ReportVersion;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.meta.Condition;
import io.ciao.scheduler.TestLeadership;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.report.ReportCollector.Report;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReportCollectorTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final TestLeadership leadership = new TestLeadership();
  private final List<ObjectNode> written = new CopyOnWriteArrayList<>();
  private final Deque<RuntimeException> faults = new ArrayDeque<>();
  private final CountDownLatch mayWrite = new CountDownLatch(1);
  private final InstanceBatches batches = new InstanceBatches(this::post);
  private Function<Report, Optional<Condition>> condition = _ -> Optional.empty();
  private final ReportCollector collector =
      new ReportCollector(batches, leadership, r -> condition.apply(r), Duration.ofMillis(1));

  @AfterEach
  void close() {
    collector.close();
    batches.close();
  }

  private ObjectNode post(String path, ObjectNode body) {
    assertThat(path).isEqualTo("/apis/ciao.io/v1/instances:status");
    try {
      mayWrite.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiUnreachableException("interrupted", new IOException(e));
    }
    synchronized (faults) {
      if (!faults.isEmpty()) {
        throw faults.pop();
      }
    }
    var answer = Json.object();
    var items = answer.putArray("items");
    for (var item : body.path("items")) {
      written.add((ObjectNode) item);
      items.addObject().put("uid", item.path("uid").asText()).put("code", 200);
    }
    return answer;
  }

  private static Report report(String node, String uid, long epoch, long incarnation, long seq) {
    var facts = new CopyFacts(null, "Running", null, null, null, null, null, null);
    var version = new ReportVersion(epoch, incarnation, seq);
    var ref = new InstanceRef("t1", "i-" + uid, uid);
    return new Report(node, new FrameReport(ref, new CopyReport(version, facts, TraceMarks.NONE)));
  }

  private void add(Report... reports) {
    collector.add(List.of(reports));
  }

  private List<String> seqs(String uid) {
    return written.stream()
        .filter(i -> i.path("uid").asText().equals(uid))
        .map(i -> i.path("node").asText() + "/" + i.path("report").path("seq").asText())
        .toList();
  }

  private void eventuallyWritten(String uid, String... seqs) throws InterruptedException {
    Eventually.within(SOON).untilAsserted(() -> assertThat(seqs(uid)).containsExactly(seqs));
  }

  @Test
  void writesWhatANodeSaidInTheShapeOfTheApi() throws InterruptedException {
    condition = _ -> Optional.of(Condition.of("NetworkAttached", "True", "Attached", ""));
    mayWrite.countDown();

    add(report("n1", "u", 7, 2, 3));

    Eventually.within(SOON)
        .untilAsserted(
            () ->
                assertThat(written)
                    .extracting(Json::writeText)
                    .containsExactly(
                        "{\"namespace\":\"t1\",\"name\":\"i-u\",\"uid\":\"u\",\"node\":\"n1\","
                            + "\"report\":{\"epoch\":7,\"incarnation\":2,\"seq\":3,"
                            + "\"facts\":{\"state\":\"Running\"}},"
                            + "\"conditions\":[{\"type\":\"NetworkAttached\",\"status\":\"True\","
                            + "\"reason\":\"Attached\",\"message\":\"\"}]}"));
  }

  @Test
  void whatANodeSaysThatIsNoReportKeepsNoOthersBack() throws InterruptedException {
    mayWrite.countDown();

    collector.add("bad", List.of(Json.object().put("uid", "x"), Json.object()));
    collector.add("n1", List.of(report("n1", "u", 1, 1, 5).content().toTree()));

    eventuallyWritten("u", "n1/5");
    assertThat(written).hasSize(1);
  }

  @Test
  void onlyTheNewestOfThoseThatWaitIsWritten() throws InterruptedException {
    add(report("n1", "u", 1, 1, 5), report("n1", "u", 1, 1, 7), report("n1", "u", 1, 1, 6));

    mayWrite.countDown();

    eventuallyWritten("u", "n1/7");
  }

  @Test
  void noNodePushesOutWhatAnotherSays() throws InterruptedException {
    add(report("n1", "u", 1, 1, 5), report("thief", "u", 99, 99, 99));

    mayWrite.countDown();

    Eventually.within(SOON).untilAsserted(() -> assertThat(seqs("u")).contains("n1/5", "thief/99"));
  }

  @Test
  void repeatsWhatCouldNotBeWrittenUnlessANewerHasCome() throws InterruptedException {
    faults.add(new ApiUnreachableException("nobody", new IOException("test")));
    faults.add(new ApiException(503, "ServiceUnavailable", "later", List.of()));
    faults.add(new ApiException(429, "TooManyRequests", "later", List.of()));
    mayWrite.countDown();

    add(report("n1", "u", 1, 1, 5));

    eventuallyWritten("u", "n1/5");
  }

  @Test
  void givesUpWhatWillNeverBeTakenAndGoesOn() throws InterruptedException {
    faults.add(new ApiException(400, "BadRequest", "never", List.of()));
    faults.add(new IllegalStateException("a bug"));
    mayWrite.countDown();

    add(report("n1", "bad", 1, 1, 1));
    Eventually.within(SOON).until("refused", () -> left() == 1);
    add(report("n1", "worse", 1, 1, 1));
    Eventually.within(SOON).until("failed", () -> left() == 0);
    add(report("n1", "good", 1, 1, 1));

    eventuallyWritten("good", "n1/1");
    assertThat(seqs("bad")).isEmpty();
  }

  private int left() {
    synchronized (faults) {
      return faults.size();
    }
  }

  @Test
  void stepsDownWhenAnotherLeads() throws InterruptedException {
    faults.add(new ApiException(412, "LeaderTermLost", "over", List.of()));
    mayWrite.countDown();

    add(report("n1", "u", 1, 1, 1));

    Eventually.within(SOON)
        .untilAsserted(() -> assertThat(leadership.lost).containsExactly("scheduler/1"));
  }

  @Test
  void dropsWhatItHearsWhileAnotherLeads() throws InterruptedException {
    mayWrite.countDown();
    leadership.held = null;
    add(report("n1", "u", 1, 1, 1));
    Eventually.within(SOON).until("taken", collector::isIdle);

    leadership.held = "scheduler/2";
    add(report("n1", "later", 1, 1, 1));

    eventuallyWritten("later", "n1/1");
    assertThat(seqs("u")).isEmpty();
  }

  @Test
  void reportIsWrittenThoughItsConditionCannotBeMade() throws InterruptedException {
    condition =
        _ -> {
          throw new IllegalStateException("a bug");
        };
    mayWrite.countDown();

    add(report("n1", "u", 1, 1, 1));

    eventuallyWritten("u", "n1/1");
  }
}
