package io.ciao.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import io.ciao.launcher.testing.Objects;
import io.ciao.reconcile.WorkQueue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeInboxTest {
  private static final InstanceName WEB = new InstanceName("u", "t1", "web");

  private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  private final KeptObjects kept = new KeptObjects(Optional.empty(), clock);
  private final InstanceLedger ledger = new InstanceLedger(new MemoryLedgerStorage(), clock);
  private final WorkQueue<String> queue = new WorkQueue<>(() -> 0L);
  private final NodeInbox inbox = new NodeInbox(kept, ledger, queue, () -> {}, () -> {}, _ -> {});

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
    inbox.delete("u", 7);

    assertThat(kept.byUid(KeptKind.INSTANCE, "u")).isEmpty();
    assertThat(queue.depth()).isZero();
    inbox.delete("u", 8);
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
}
