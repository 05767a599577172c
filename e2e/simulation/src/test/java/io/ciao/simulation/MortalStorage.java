package io.ciao.simulation;

import io.ciao.launcher.ledger.LedgerStorage;
import java.util.SortedMap;

/// A disk whose process may end at a write.
final class MortalStorage implements LedgerStorage {
  private final LedgerStorage disk;
  private final Vitals vitals;

  MortalStorage(LedgerStorage disk, Vitals vitals) {
    this.disk = disk;
    this.vitals = vitals;
  }

  @Override
  public SortedMap<String, byte[]> readAll() {
    return disk.readAll();
  }

  @Override
  public void write(String name, byte[] value) {
    vitals.write(() -> disk.write(name, value));
  }

  @Override
  public void remove(String name) {
    vitals.write(() -> disk.remove(name));
  }
}
