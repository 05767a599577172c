package io.ciao.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.basis.file.Durability;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceLedgerTest {
  private static final InstanceName WEB = new InstanceName("uid-1", "t1", "web");

  @TempDir Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InstantSource clock = now::get;

  @Test
  void whatWasPromisedIsThereAfterARestart() throws Exception {
    var ledger = open();
    ledger.recordActed(WEB, "qemu", 7);
    ledger.recordReleased(WEB, 6);

    assertThat(open().entry("uid-1"))
        .hasValue(new LedgerEntry("uid-1", "t1", "web", "qemu", 7, 6, null, null));
  }

  @Test
  void epochsNeverGoBack() throws Exception {
    var ledger = open();
    ledger.recordActed(WEB, "qemu", 7);
    ledger.recordReleased(WEB, 7);

    ledger.recordActed(WEB, "qemu", 5);
    ledger.recordReleased(WEB, 5);

    var entry = open().entry("uid-1").orElseThrow();
    assertThat(entry.actedEpoch()).isEqualTo(7);
    assertThat(entry.releasedEpoch()).isEqualTo(7);
    assertThat(entry.engaged()).isFalse();
  }

  @Test
  void restartThatWasActedOnStaysSoAndAnOlderWishChangesNothing() throws Exception {
    var wish = now.get();
    open().recordRestart(WEB, wish);
    open().recordRestart(WEB, wish.minusSeconds(5));
    open().recordActed(WEB, "qemu", 7);
    open().recordReleased(WEB, 7);

    assertThat(open().entry("uid-1").orElseThrow().restartedAt()).isEqualTo(wish);
  }

  @Test
  void tombstoneStaysForItsTimeAndThenGoes() throws Exception {
    var ledger = open();
    ledger.recordActed(WEB, "qemu", 7);
    ledger.bury("uid-1");
    now.set(now.get().plus(InstanceLedger.TOMBSTONE_TTL));

    ledger.dropOldTombstones();
    assertThat(open().entry("uid-1")).isPresent();
    now.set(now.get().plus(Duration.ofSeconds(1)));
    ledger.dropOldTombstones();

    assertThat(open().entry("uid-1")).isEmpty();
    assertThat(ledger.entries()).isEmpty();
  }

  /// Acted and released epoch, whether buried; whether the node holds something, and whether a copy
  /// may be alive.
  @ParameterizedTest
  @CsvSource({
    "0, 5, false, false, false",
    "5, 0, false, true, true",
    "5, 5, false, true, false",
    "6, 5, false, true, true",
    "5, 5, true, false, false"
  })
  void nodeHoldsWhatItMadeUntilItIsBuried(
      long acted, long released, boolean buried, boolean holds, boolean engaged) {
    var buriedAt = buried ? now.get() : null;
    var entry = new LedgerEntry("uid-1", "t1", "web", "qemu", acted, released, buriedAt, null);

    assertThat(entry.holds()).isEqualTo(holds);
    assertThat(entry.engaged()).isEqualTo(engaged);
  }

  @Test
  void buriedInstanceThatIsBoundAgainIsHeldAgain() throws Exception {
    var ledger = open();
    ledger.recordActed(WEB, "qemu", 7);
    ledger.bury("uid-1");

    ledger.recordActed(WEB, "qemu", 9);

    assertThat(ledger.entry("uid-1").orElseThrow().engaged()).isTrue();
  }

  @Test
  void unreadableEntryIsNamedAndNothingIsGuessed() throws Exception {
    open().recordActed(WEB, "qemu", 7);
    Files.writeString(directory.resolve("uid-1.json"), "{\"uid\":\"uid-1\"");

    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("uid-1")
        .hasMessageContaining("remove the entry");
  }

  @Test
  void halfWrittenFileOfACrashIsIgnored() throws Exception {
    open().recordActed(WEB, "qemu", 7);
    Files.writeString(directory.resolve(".uid-2.json.new"), "{\"ui");

    assertThat(open().entries()).hasSize(1);
  }

  @Test
  void reportNumbersNeverRepeatAcrossRestarts() {
    var storage = new MemoryLedgerStorage();
    var first = new ReportSequence(storage);
    var last = 0L;
    for (int i = 0; i < 1_500; i++) {
      var next = first.next();
      assertThat(next).isGreaterThan(last);
      last = next;
    }

    assertThat(new ReportSequence(storage).next()).isGreaterThan(last);
    assertThat(new String(storage.readAll().get("report-sequence"), StandardCharsets.US_ASCII))
        .isEqualTo("3000");
  }

  @Test
  void membershipSurvivesARestart() {
    var storage = new MemoryLedgerStorage();
    assertThat(new MembershipFile(storage).read()).isEmpty();

    new MembershipFile(storage).write(new MembershipFile.Membership(9, true));

    assertThat(new MembershipFile(storage).read()).hasValue(new MembershipFile.Membership(9, true));
  }

  private InstanceLedger open() throws Exception {
    return new InstanceLedger(new FileLedgerStorage(directory, Durability.FORCED), clock);
  }
}
