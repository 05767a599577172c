package io.ciao.launcher;

import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.instance.Instances;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.LedgerException;
import io.ciao.launcher.ssntp.SchedulerLinks;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node does by the clock alone, on one virtual thread: STATS every 6 s, a pass over every
/// instance once a minute and when the list has been read, old tombstones and references removed.
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int TICKS_PER_STATS = 6;
  private static final int TICKS_PER_RESYNC = 60;

  private final SchedulerLinks links;
  private final Instances instances;
  private final InstanceLedger ledger;
  private final KeptObjects kept;
  private final Thread thread;
  private boolean syncedBefore;

  Housekeeping(SchedulerLinks links, Instances instances, InstanceLedger ledger, KeptObjects kept) {
    this.links = links;
    this.instances = instances;
    this.ledger = ledger;
    this.kept = kept;
    this.thread = Thread.ofVirtual().name("housekeeping").start(this::run);
  }

  private void run() {
    try {
      for (long tick = 1; ; tick++) {
        Thread.sleep(TICK);
        tick(tick);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      Thread.currentThread().interrupt();
    }
  }

  private void tick(long tick) {
    try {
      if (tick % TICKS_PER_STATS == 0) {
        links.announce();
      }
      // What the first list lacks wakes nobody by itself.
      var synced = instances.synced();
      if ((synced && !syncedBefore) || tick % TICKS_PER_RESYNC == 0) {
        instances.markAll();
      }
      syncedBefore = synced;
      if (tick % TICKS_PER_RESYNC == 0) {
        ledger.dropOldTombstones();
        kept.dropUnreferenced();
      }
    } catch (LedgerException e) {
      LOG.warn("old ledger entries stay problem={}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("housekeeping failed", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
