package io.ciao.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import io.ciao.launcher.testing.Objects;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.reconcile.WorkQueue;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.Trace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeInboxTest {
  private static final InstanceName WEB = new InstanceName("u", "t1", "web");

  private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  private final KeptObjects kept = new KeptObjects(Optional.empty(), clock);
  private final InstanceLedger ledger = new InstanceLedger(new MemoryLedgerStorage(), clock);
  private final WorkQueue<String> queue = new WorkQueue<>(() -> 0L);
  private final TracedStarts traces = new TracedStarts(clock);
  private final NodeInbox inbox =
      new NodeInbox(kept, ledger, queue, () -> {}, () -> {}, _ -> {}, traces);

  private static ObjectNode instance(long epoch) {
    var object = Objects.instance("web", "u", "n1", "n1-uid", epoch).apply(Json.object());
    object.withObject("/metadata").put("resourceVersion", Long.toString(epoch + 1));
    return object;
  }

  @Test
  void takesAStartInAndMarksItsInstance() {
    inbox.start("u", 7, List.of(instance(7)));

    assertThat(kept.byUid(KeptKind.INSTANCE, "u")).isPresent();
    assertThat(queue.depth()).isEqualTo(1);
  }

  @Test
  void aFrameOfAnOlderEpochIsNoPassAndLeavesNothing() {
    ledger.recordActed(WEB, "docker", 8);

    inbox.start("u", 7, List.of(instance(7)));
    inbox.delete("u", 7, false);

    assertThat(kept.byUid(KeptKind.INSTANCE, "u")).isEmpty();
    assertThat(queue.depth()).isZero();
    inbox.delete("u", 8, false);
    assertThat(queue.depth()).isEqualTo(1);
  }

  @Test
  void aReleasedBindingIsStillHeardOfButNoOlderOne() {
    ledger.recordReleased(WEB, 8);

    inbox.start("u", 7, List.of(instance(7)));
    assertThat(queue.depth()).isZero();
    inbox.start("u", 8, List.of(instance(8)));
    assertThat(queue.depth()).isEqualTo(1);
  }

  @Test
  void theWayOfATracedStartIsTold() {
    var sent = Instant.parse("2026-01-01T00:00:00.010Z");
    var here = Instant.parse("2026-01-01T00:00:00.012Z");
    var way =
        Trace.path(Bytes.utf8("shop"), sent)
            .sentBy(new UUID(1, 1), Roles.of(Role.SCHEDULER), sent)
            .receivedBy(new UUID(2, 2), Roles.of(Role.AGENT), here);

    inbox.traced("u", 7, way);

    assertThat(traces.reported("u", 7).at(TraceMark.SENT)).contains(sent);
    assertThat(traces.reported("u", 7).at(TraceMark.ARRIVED)).contains(here);
    inbox.traced("x", 7, Trace.labelled(Bytes.utf8("shop")));
    assertThat(traces.reported("x", 7).isEmpty()).isTrue();
  }
}
