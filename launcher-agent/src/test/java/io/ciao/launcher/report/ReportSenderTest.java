package io.ciao.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiCalls;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import io.ciao.launcher.ledger.ReportSequence;
import io.ciao.launcher.report.InstanceReport.Occasion;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.testkit.ManualClock;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// By which way and how often a report of `t1/web` goes, as time goes by.
class ReportSenderTest {
  private static final InstanceName WEB = new InstanceName("u", "t1", "web");
  private static final long EPOCH = 7;

  private final ManualClock clock = ManualClock.atStart();
  private final List<InstanceReport> framed = new ArrayList<>();
  private final Posts posts = new Posts();
  private int schedulers = 1;
  private @Nullable ObjectNode observed;
  private final ReportSender sender =
      new ReportSender(
          new ReportSender.Surroundings(
              new ReportSequence(new MemoryLedgerStorage()),
              () -> 2,
              _ -> Optional.ofNullable(observed),
              new HashMap<>(),
              new TracedStarts(clock),
              clock.nanos()),
          reports -> {
            framed.addAll(schedulers == 0 ? List.of() : reports);
            return schedulers;
          },
          new ApiClient(posts));

  private void tell(InstanceState state) {
    sender.tell(WEB, EPOCH, Facts.of(1, state), Occasion.CHANGE);
    sender.turn();
  }

  /// The own watch shows what was sent last.
  private void shown() {
    var report = framed.getLast().apiItem().toTree().path("report");
    var shown = (ObjectNode) report.path("facts").deepCopy();
    for (var field : List.of("epoch", "incarnation", "seq")) {
      shown.set(field, report.path(field));
    }
    observed = shown;
    sender.shown(WEB.uid());
  }

  private void after(Duration time) {
    clock.advance(time);
    sender.turn();
  }

  @Test
  void whatTheWatchShowsInTimeIsNotRepeated() {
    tell(InstanceState.Running);
    after(ReportSender.SHOWN_WITHIN.minusMillis(1));
    shown();
    after(ReportSender.SHOWN_WITHIN);
    tell(InstanceState.Running);

    assertThat(framed).hasSize(1);
    assertThat(posts.bodies).isEmpty();
  }

  @Test
  void whatTheWatchDoesNotShowIsPostedUntilAnApiserverTakesIt() {
    posts.code = 503;
    tell(InstanceState.Running);
    after(ReportSender.SHOWN_WITHIN.minusMillis(1));
    assertThat(posts.bodies).isEmpty();

    after(Duration.ofMillis(1));
    after(ReportSender.SHOWN_WITHIN.minusMillis(1));
    assertThat(posts.bodies).hasSize(1);
    posts.code = 200;
    after(Duration.ofMillis(1));
    after(ReportSender.SHOWN_WITHIN.multipliedBy(9));

    assertThat(framed).hasSize(1);
    assertThat(posts.bodies).hasSize(2);
  }

  @Test
  void withoutASchedulerItIsPostedAtOnce() {
    schedulers = 0;
    tell(InstanceState.Running);

    assertThat(posts.bodies).hasSize(1);
  }

  @Test
  void aSchedulerThatConnectsIsToldWhatIsNotShownYet() {
    tell(InstanceState.Running);
    sender.repeatAll();
    sender.turn();
    assertThat(framed).hasSize(2);

    shown();
    sender.repeatAll();
    sender.turn();
    assertThat(framed).hasSize(2);
  }

  /// An apiserver that answers every item alike.
  private static final class Posts implements ApiCalls {
    final List<ObjectNode> bodies = new ArrayList<>();
    long code = 200;

    @Override
    public ObjectNode json(String method, String path, HttpCalls.@Nullable Body body) {
      var asked = Json.parse(body == null ? new byte[0] : body.bytes());
      bodies.add(asked);
      var answer = Json.object();
      var items = answer.putArray("items");
      asked
          .path("items")
          .forEach(
              item -> items.addObject().put("uid", item.path("uid").asText()).put("code", code));
      return answer;
    }

    @Override
    public InputStream stream(String method, String path, HttpCalls.@Nullable Body body) {
      throw new UnsupportedOperationException(path);
    }

    @Override
    public InputStream watch(String path) {
      throw new UnsupportedOperationException(path);
    }

    @Override
    public void close() {}
  }
}
