package io.ciao.launcher.journal;

import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.journal.Journal.Event;

/// What changes a copy, done through its driver and written down. The line about a start's
/// beginning comes first, so that a start is known of whose end the agent did not live to see.
public final class Acts {
  private final Journal journal;
  private final CheckedStarts starts;

  public Acts(Journal journal, CheckedStarts starts) {
    this.journal = journal;
    this.starts = starts;
  }

  public void launch(Driver driver, StartPlan plan) throws DriverException, InterruptedException {
    begin(plan.uid(), plan.epoch());
    driver.launch(plan);
    started(plan.uid(), plan.epoch());
  }

  /// Lets a waiting copy run.
  public void proceed(Driver driver, String uid, long epoch)
      throws DriverException, InterruptedException {
    begin(uid, epoch);
    driver.proceed(uid, epoch);
    started(uid, epoch);
  }

  private void begin(String uid, long epoch) {
    starts.take(uid);
    journal.write(Event.STARTING, uid, epoch);
  }

  private void started(String uid, long epoch) {
    journal.write(Event.STARTED, uid, epoch, starts.take(uid));
  }

  public void askToEnd(Driver driver, String uid, long epoch)
      throws DriverException, InterruptedException {
    driver.askToEnd(uid, epoch);
    journal.write(Event.ASKED_TO_END, uid, epoch);
  }

  public void kill(Driver driver, String uid, long epoch)
      throws DriverException, InterruptedException {
    driver.kill(uid, epoch);
    journal.write(Event.KILLED, uid, epoch);
  }

  public void discard(Driver driver, String uid, long epoch)
      throws DriverException, InterruptedException {
    driver.discard(uid, epoch);
    journal.write(Event.DISCARDED, uid, epoch);
  }

  public void erase(Driver driver, String uid) throws DriverException, InterruptedException {
    driver.erase(uid);
    journal.write(Event.ERASED, uid, 0);
  }
}
