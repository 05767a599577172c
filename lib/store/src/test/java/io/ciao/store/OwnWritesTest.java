package io.ciao.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.store.ValueDecoder.Good;
import io.ciao.testkit.ManualClock;
import io.etcd.jetcd.ByteSequence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What this process wrote is taken as it was made, once, if it comes back byte by byte.
final class OwnWritesTest {
  private static final ResourceKey KEY = Samples.instanceKey("n", "web");

  private final ManualClock clock = ManualClock.atStart();
  private final StoreCounters counters = new StoreCounters();
  private final OwnWrites writes = new OwnWrites(clock.nanos(), counters);
  private final ValueDecoder decoder = new ValueDecoder(Samples.KINDS, Samples.INDEXER, writes);

  @Test
  void aWriteThatComesBackIsTheObjectThatTheWriterGot() {
    OwnWrite own = write(1);
    writes.add(own);
    long version = ResourceVersions.ofObject(0, 10, KEY);
    StoredObject told = own.at(version);

    var arrived = decoder.arrived(KEY.etcdKey(), own.bytes(), 0, 10);

    assertThat(arrived)
        .isInstanceOfSatisfying(Good.class, good -> assertThat(good.object()).isSameAs(told));
    assertThat(writes.size()).isZero();
  }

  @Test
  void otherBytesAreReadAsTheyAre() {
    writes.add(write(1));
    OwnWrite other = write(2);

    var arrived = decoder.arrived(KEY.etcdKey(), other.bytes(), 0, 10);

    assertThat(arrived)
        .isInstanceOfSatisfying(
            Good.class, good -> assertThat(Samples.count(good.object())).isEqualTo(2));
    assertThat(writes.size()).isEqualTo(1);
  }

  @Test
  void theSameBytesUnderAnotherKeyAreNotOurs() {
    OwnWrite own = write(1);
    writes.add(own);

    assertThat(writes.take(Samples.instanceKey("n", "other").etcdKey(), own.bytes())).isEmpty();
    assertThat(writes.take(KEY.etcdKey(), own.bytes())).contains(own);
    assertThat(writes.take(KEY.etcdKey(), own.bytes())).isEmpty();
    assertThat(counters.ownTaken()).isEqualTo(1);
  }

  @Test
  void aRefusedWriteIsForgottenButNotAnotherOneLikeIt() {
    OwnWrite first = write(1);
    ByteSequence bytes = first.bytes();
    OwnWrite second =
        new OwnWrite(
            KEY, StoredForm.of(first.at(64).tree()), Samples.INDEXER, Sealing.none(), true);
    assertThat(second.bytes()).isEqualTo(bytes);
    writes.add(first);
    writes.add(second);

    writes.forget(first);
    assertThat(writes.take(KEY.etcdKey(), bytes)).contains(second);

    writes.add(first);
    writes.forget(first);
    assertThat(writes.size()).isZero();
  }

  @Test
  void oldWritesAndTooManyAreDropped() {
    writes.add(write(1));
    clock.advance(Duration.ofSeconds(10));
    writes.add(write(2));
    assertThat(writes.size()).as("just as old").isEqualTo(2);
    clock.advance(Duration.ofNanos(1));
    writes.add(write(4));
    assertThat(writes.size()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(11));
    writes.add(write(5));
    assertThat(writes.size()).isEqualTo(1);

    for (int i = 0; i < OwnWrites.MAX + 10; i++) {
      writes.add(write(3));
    }
    assertThat(writes.size()).isEqualTo(OwnWrites.MAX);
  }

  @Test
  void anObjectThatIsNotFitForItsKeyIsLeftForTheCacheToJudge() {
    var misnamed = Samples.object(Samples.instanceKey("n", "other"));
    var byHand = Samples.object(KEY);
    byHand.withObjectProperty("metadata").remove("uid");

    assertThat(decoder.prepare(KEY, StoredForm.of(Samples.object(KEY))).fits()).isTrue();
    assertThat(decoder.prepare(KEY, StoredForm.of(misnamed)).fits()).isFalse();
    assertThat(decoder.prepare(KEY, StoredForm.of(byHand)).fits()).isFalse();
    assertThat(decoder.byHand(KEY, utf8(decoder.prepare(KEY, StoredForm.of(byHand)))))
        .contains(byHand);
    assertThat(decoder.byHand(KEY, utf8(decoder.prepare(KEY, StoredForm.of(misnamed))))).isEmpty();
  }

  private static OwnWrite write(long count) {
    var tree = Samples.counted(Samples.object(KEY), count);
    return new OwnWrite(KEY, StoredForm.of(tree), Samples.INDEXER, Sealing.none(), true);
  }

  private static byte[] utf8(OwnWrite write) {
    return write.bytes().toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
  }
}
