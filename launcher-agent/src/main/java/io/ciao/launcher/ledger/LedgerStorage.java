package io.ciao.launcher.ledger;

import java.util.SortedMap;

/// Where small named values are kept. A write that returned has survived a power cut (on disk) or
/// lasts as long as the process (in memory, for simulated nodes).
///
/// Safe for many threads as long as no two of them write the same name.
public interface LedgerStorage {

  /// Every value by its name, sorted by name.
  SortedMap<String, byte[]> readAll();

  /// Replaces the value of `name`; a reader sees the old bytes or the new, never a part.
  void write(String name, byte[] value);

  /// Removes `name`; one that is not there is a success.
  void remove(String name);
}
