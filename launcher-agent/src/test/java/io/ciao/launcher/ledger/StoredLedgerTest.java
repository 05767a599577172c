package io.ciao.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.ManualClock;
import io.ciao.testkit.StoredForms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// A new build keeps the promises that an older one wrote down.
class StoredLedgerTest {
  private static final String UID = "0b7c3b1e-6a43-4b3a-9f0e-1f2d3c4b5a69";
  private static final InstanceName WEB = new InstanceName(UID, "shop", "web");
  private static final Instant RESTARTED = Instant.parse("2026-01-02T03:04:05Z");

  private final MemoryLedgerStorage storage = new MemoryLedgerStorage();
  private final ManualClock clock = ManualClock.atStart();

  private byte[] only(String name) {
    return storage.readAll().get(name);
  }

  @Test
  void readsEveryFormOfAnEntry() throws IOException {
    for (var form : StoredForms.of("ledger-entry.json")) {
      storage.write(UID, Files.readAllBytes(form));

      var entry = new InstanceLedger(storage, clock).entry(UID).orElseThrow();

      assertThat(entry.namespace() + "/" + entry.name()).as("%s", form).isEqualTo("shop/web");
      assertThat(entry.driver()).isEqualTo("qemu");
      assertThat(entry.actedEpoch()).isEqualTo(448);
      assertThat(entry.releasedEpoch()).isEqualTo(384);
      assertThat(entry.restartedAt()).isEqualTo(RESTARTED);
      assertThat(entry.engaged()).isTrue();
    }
  }

  @Test
  void presentFormOfAnEntryIsAmongThem() {
    var ledger = new InstanceLedger(storage, clock);
    ledger.recordReleased(WEB, 384);
    ledger.recordActed(WEB, "qemu", 448);
    ledger.recordRestart(WEB, RESTARTED);

    StoredForms.requirePresent("ledger-entry.json", only(UID));
  }

  @Test
  void readsEveryFormOfTheMembership() throws IOException {
    for (var form : StoredForms.of("membership")) {
      storage.write("membership", Files.readAllBytes(form));

      assertThat(new MembershipFile(storage).read())
          .as("%s", form)
          .contains(new MembershipFile.Membership(640, true));
    }
    new MembershipFile(storage).write(new MembershipFile.Membership(640, true));
    StoredForms.requirePresent("membership", only("membership"));
  }

  @Test
  void goesOnBehindTheLastReservedReportInEveryForm() throws IOException {
    for (var form : StoredForms.of("report-sequence")) {
      storage.write("report-sequence", Files.readAllBytes(form));

      assertThat(new ReportSequence(storage).next()).as("%s", form).isEqualTo(2001);
    }
    storage.write("report-sequence", "1000".getBytes(StandardCharsets.US_ASCII));
    new ReportSequence(storage).next();
    StoredForms.requirePresent("report-sequence", only("report-sequence"));
  }
}
