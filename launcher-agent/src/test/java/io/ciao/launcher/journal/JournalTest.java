package io.ciao.launcher.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.simulated.SimulatedDriver;
import io.ciao.launcher.testing.Plans;
import io.ciao.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node writes down about its starts and stops.
class JournalTest {
  private static final String UID = "u1";

  @TempDir private Path directory;

  private long now = 1_000;

  private long tick() {
    return now++;
  }

  private Journal journal(long bytesMax) {
    return new Journal(directory.resolve("journal"), this::tick, () -> 7, bytesMax);
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(directory.resolve("journal").resolve(file));
  }

  @Test
  void startIsWrittenBeforeAndAfterWithTheMomentOfItsCheck() throws Exception {
    var starts = new CheckedStarts(_ -> {}, this::tick);
    var acts = new Acts(journal(1_000), starts);
    var driver = new SimulatedDriver(ManualClock.atStart(), starts);

    acts.launch(driver, Plans.of(UID, 5, new ImageChoice.NoImage()));
    acts.kill(driver, UID, 5);
    acts.erase(driver, UID);

    assertThat(lines(Journal.FILE))
        .containsExactly(
            "{\"at\":1000,\"event\":\"starting\",\"uid\":\"u1\",\"epoch\":5,\"incarnation\":7}",
            "{\"at\":1002,\"event\":\"started\",\"uid\":\"u1\",\"epoch\":5,\"incarnation\":7,\"checked\":1001}",
            "{\"at\":1003,\"event\":\"killed\",\"uid\":\"u1\",\"epoch\":5,\"incarnation\":7}",
            "{\"at\":1004,\"event\":\"erased\",\"uid\":\"u1\",\"epoch\":0,\"incarnation\":7}");
  }

  @Test
  void whatTheGateHoldsBackIsNoStart() throws Exception {
    StartGate closed =
        _ -> {
          throw new DriverException(InstanceReasons.NODE_NOT_CONFIRMED, "closed");
        };
    var starts = new CheckedStarts(closed, this::tick);
    var acts = new Acts(journal(1_000), starts);
    var driver = new SimulatedDriver(ManualClock.atStart(), starts);

    assertThatThrownBy(() -> acts.launch(driver, Plans.of(UID, 5, new ImageChoice.NoImage())))
        .hasMessage("closed");

    assertThat(lines(Journal.FILE)).hasSize(1).first().asString().contains("starting");
    assertThat(starts.take(UID)).isEmpty();
  }

  @Test
  void fullFileIsKeptBesideTheNewOne() throws Exception {
    var journal = journal(200);

    for (int epoch = 1; epoch <= 5; epoch++) {
      journal.write(Journal.Event.KILLED, UID, epoch);
    }

    assertThat(lines(Journal.OLDER)).hasSize(3).last().asString().contains("\"epoch\":3");
    assertThat(lines(Journal.FILE)).hasSize(2).last().asString().contains("\"epoch\":5");
  }

  @Test
  void placeThatCannotBeWrittenKeepsNothingFromStarting() throws Exception {
    Files.writeString(directory.resolve("journal"), "a file");
    var starts = new CheckedStarts(_ -> {}, this::tick);
    var driver = new SimulatedDriver(ManualClock.atStart(), starts);

    new Acts(journal(1_000), starts).launch(driver, Plans.of(UID, 5, new ImageChoice.NoImage()));

    assertThat(driver.look(UID).copies()).hasSize(1);
  }
}
