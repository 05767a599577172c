package io.ciao.launcher.desired;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeptObjectsTest {
  private static final ObjectKey WEB = new ObjectKey("t1", "web");

  private final MemoryLedgerStorage disk = new MemoryLedgerStorage();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InstantSource clock = now::get;
  private final KeptObjects kept = new KeptObjects(Optional.of(disk), clock);

  @Test
  void highestVersionWinsHoweverItCame() {
    assertThat(kept.offer(instance("u", 10, true), Source.FRAME)).isTrue();
    assertThat(kept.offer(instance("u", 8, false), Source.API)).isFalse();

    var object = kept.byUid(KeptKind.INSTANCE, "u").orElseThrow();
    assertThat(object.version()).isEqualTo(10);
    assertThat(object.source()).isEqualTo(Source.FRAME);
  }

  @Test
  void whoListensIsToldOfWhatIsNewAndOfWhatWasBefore() {
    var told = new ArrayList<String>();
    kept.onChange(
        (before, now) -> told.add((before == null ? 0 : before.version()) + " " + now.version()));

    kept.offer(instance("u", 10, true), Source.FRAME);
    kept.offer(instance("u", 8, false), Source.API);
    kept.offer(instance("u", 10, true), Source.FRAME);
    kept.offer(instance("u", 12, true), Source.API);
    kept.onChange(null);
    kept.offer(instance("u", 14, true), Source.API);

    assertThat(told).containsExactly("0 10", "10 12");
  }

  @Test
  void apiVouchesForWhatAFrameSaid() {
    kept.offer(instance("u", 10, true), Source.FRAME);

    assertThat(kept.offer(instance("u", 10, true), Source.API)).isTrue();

    assertThat(kept.byUid(KeptKind.INSTANCE, "u").orElseThrow().source()).isEqualTo(Source.API);
  }

  @Test
  void ofOneVersionTheApisCopyIsKeptForItHasEveryField() {
    var whole = instance("u", 10, true);
    whole.withObject("/spec").put("newerField", "yes");
    kept.offer(instance("u", 10, true), Source.FRAME);

    kept.offer(whole, Source.API);
    kept.offer(instance("u", 10, true), Source.FRAME);

    assertThat(kept.byUid(KeptKind.INSTANCE, "u").orElseThrow().tree()).isEqualTo(whole);
    var after = new KeptObjects(Optional.of(disk), clock);
    assertThat(after.byUid(KeptKind.INSTANCE, "u").orElseThrow().tree()).isEqualTo(whole);
  }

  @Test
  void whatAWatchOrAFrameShowsOfBeforeTheJoinCountsOnlyIfTheJoinFoundIt() {
    kept.offer(bound("moved", 10, 9), Source.API);
    kept.offer(bound("stays", 11, 8), Source.API);
    kept.offer(bound("newer", 40, 39), Source.FRAME);

    assertThat(kept.joins(30, Map.of("stays", 8L))).containsExactly("moved");
    assertThat(kept.byUid(KeptKind.INSTANCE, "moved")).isEmpty();

    assertThat(kept.offer(bound("moved", 12, 9), Source.API)).isFalse();
    assertThat(kept.offer(bound("moved", 30, 9), Source.API)).as("the join's own").isFalse();
    assertThat(kept.offer(bound("moved", 13, 9), Source.FRAME)).isFalse();
    assertThat(kept.offer(bound("stays", 14, 7), Source.FRAME)).as("another epoch").isFalse();
    assertThat(kept.byUid(KeptKind.INSTANCE, "stays")).as("as it was").isPresent();
    assertThat(kept.offer(bound("stays", 14, 8), Source.FRAME)).isTrue();
    assertThat(kept.offer(bound("moved", 41, 40), Source.FRAME)).as("bound again").isTrue();
    assertThat(kept.all(KeptKind.INSTANCE)).extracting(Kept::version).contains(14L, 40L, 41L);
    var after = new KeptObjects(Optional.of(disk), clock);
    assertThat(after.all(KeptKind.INSTANCE)).hasSize(3);
  }

  @Test
  void afterARestartAnOldFrameOfBeforeTheJoinIsNotBelieved() {
    kept.joined(30);

    assertThat(kept.offer(bound("u", 20, 9), Source.FRAME)).isFalse();
    assertThat(kept.offer(bound("u", 20, 9), Source.API)).as("its list is newer").isTrue();
    assertThat(kept.offer(bound("v", 31, 31), Source.FRAME)).isTrue();
  }

  private static ObjectNode bound(String uid, long version, long epoch) {
    var object = instance(uid, version, true);
    object.withObject("/status/binding").put("epoch", epoch);
    return object;
  }

  @Test
  void whoWroteWhichFieldIsNotKept() {
    var owned = instance("u", 10, true);
    owned.withObject("/metadata").putArray("managedFields").addObject().put("manager", "ciaoctl");

    kept.offer(owned, Source.API);

    assertThat(kept.byUid(KeptKind.INSTANCE, "u").orElseThrow().tree())
        .isEqualTo(instance("u", 10, true));
    assertThat(owned.path("metadata").has("managedFields")).as("the given one is whole").isTrue();
  }

  @Test
  void frameDoesNotTakeBackWhatTheApiShowed() {
    kept.offer(instance("u", 10, true), Source.API);

    assertThat(kept.offer(instance("u", 10, true), Source.FRAME)).isFalse();

    assertThat(kept.byUid(KeptKind.INSTANCE, "u").orElseThrow().source()).isEqualTo(Source.API);
  }

  @Test
  void objectThatIsNamedAgainIsFreshAgain() {
    kept.offer(instance("u", 10, true), Source.FRAME);
    now.updateAndGet(time -> time.plusSeconds(60));
    var named = Json.object();
    named.put("kind", "Instance");
    named.putObject("metadata").put("uid", "u").put("resourceVersion", "10");

    assertThat(kept.offer(named, Source.FRAME)).isFalse();

    assertThat(kept.byUid(KeptKind.INSTANCE, "u").orElseThrow().receivedAt()).isEqualTo(now.get());
  }

  @Test
  void objectThatIsOnlyNamedChangesNothing() {
    var named = Json.object();
    named.put("kind", "Instance");
    named.putObject("metadata").put("uid", "u").put("resourceVersion", "99");

    assertThat(kept.offer(named, Source.FRAME)).isFalse();
    assertThat(kept.byUid(KeptKind.INSTANCE, "u")).isEmpty();
  }

  @Test
  void objectOfAKindThatANodeHasNoUseForOrWithoutAUidIsNotKept() {
    var volume = instance("u", 10, true);
    volume.put("kind", "Volume");
    assertThat(kept.offer(volume, Source.API)).isFalse();
    assertThat(kept.offer(instance("", 10, true), Source.API)).isFalse();

    assertThat(disk.readAll()).isEmpty();
  }

  @Test
  void restartedAgentKnowsWhatItKnew() {
    kept.offer(instance("u", 10, true), Source.API);
    kept.offer(instance("v", 11, true), Source.API);

    var after = new KeptObjects(Optional.of(disk), clock);

    assertThat(after.all(KeptKind.INSTANCE)).hasSize(2);
    var object = after.byUid(KeptKind.INSTANCE, "u").orElseThrow();
    assertThat(object.version()).isEqualTo(10);
    assertThat(object.source()).isEqualTo(Source.DISK);
  }

  @Test
  void ownReportsAreNotWrittenToDisk() {
    kept.offer(instance("u", 10, true), Source.API);
    var reported = instance("u", 11, true);
    reported.withObject("/status").putObject("observed").put("state", "Running");

    kept.offer(reported, Source.API);

    var onDisk = new KeptObjects(Optional.of(disk), clock).byUid(KeptKind.INSTANCE, "u");
    assertThat(onDisk.orElseThrow().version()).isEqualTo(10);
    assertThat(kept.byUid(KeptKind.INSTANCE, "u").orElseThrow().version()).isEqualTo(11);
  }

  @Test
  void changeOfTheSpecIsWrittenToDisk() {
    kept.offer(instance("u", 10, true), Source.API);

    kept.offer(instance("u", 11, false), Source.API);

    var onDisk = new KeptObjects(Optional.of(disk), clock).byUid(KeptKind.INSTANCE, "u");
    assertThat(onDisk.orElseThrow().version()).isEqualTo(11);
  }

  @Test
  void ofTwoObjectsOfOneNameTheNewerIsMeant() {
    kept.offer(instance("old", 10, true), Source.API);
    kept.offer(instance("new", 20, true), Source.API);
    var other = instance("other", 30, true);
    other.withObject("/metadata").put("name", "db");
    kept.offer(other, Source.API);

    assertThat(kept.byKey(KeptKind.INSTANCE, WEB).orElseThrow().uid()).isEqualTo("new");
    assertThat(kept.uids(KeptKind.INSTANCE, WEB)).containsExactlyInAnyOrder("old", "new");
  }

  @Test
  void whatTheInstanceWasBoundAsIsWrittenToDisk() {
    kept.offer(instance("u", 10, true), Source.API);
    var bound = instance("u", 11, true);
    bound.withObject("/status").putObject("resolved").putObject("image").put("name", "tiny");

    kept.offer(bound, Source.API);

    var onDisk = new KeptObjects(Optional.of(disk), clock).byUid(KeptKind.INSTANCE, "u");
    assertThat(onDisk.orElseThrow().version()).isEqualTo(11);
  }

  @Test
  void referencesGoWhenNoInstanceIsLeft() {
    var image = instance("img", 5, true);
    image.put("kind", "Image");
    kept.offer(image, Source.API);
    kept.offer(instance("u", 10, true), Source.API);
    now.set(now.get().plusSeconds(3600));

    kept.dropUnreferenced();
    assertThat(kept.all(KeptKind.IMAGE)).hasSize(1);
    kept.forget(KeptKind.INSTANCE, "u");
    kept.dropUnreferenced();

    assertThat(kept.all(KeptKind.IMAGE)).isEmpty();
    assertThat(disk.readAll()).isEmpty();
  }

  @Test
  void unreadableFileIsLeftOut() {
    disk.write("instances-x", "{".getBytes(StandardCharsets.UTF_8));

    assertThat(new KeptObjects(Optional.of(disk), clock).all(KeptKind.INSTANCE)).isEmpty();
  }

  private static ObjectNode instance(String uid, long version, boolean running) {
    var object = Json.object();
    object.put("kind", "Instance");
    object
        .putObject("metadata")
        .put("name", "web")
        .put("namespace", "t1")
        .put("uid", uid)
        .put("resourceVersion", Long.toString(version));
    object.putObject("spec").put("running", running);
    return object;
  }
}
