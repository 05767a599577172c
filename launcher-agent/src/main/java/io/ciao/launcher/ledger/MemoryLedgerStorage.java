package io.ciao.launcher.ledger;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A ledger that ends with the process, for simulated nodes.
public final class MemoryLedgerStorage implements LedgerStorage {
  private final ConcurrentHashMap<String, byte[]> values = new ConcurrentHashMap<>(4);

  @Override
  public SortedMap<String, byte[]> readAll() {
    return new TreeMap<>(values);
  }

  @Override
  public void write(String name, byte[] value) {
    values.put(name, value.clone());
  }

  @Override
  public void remove(String name) {
    values.remove(name);
  }
}
