package io.ciao.launcher.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/// One file `<name>.json` per value in one directory.
public final class FileLedgerStorage implements LedgerStorage {
  private static final String SUFFIX = ".json";

  private final Path directory;
  private final Durability durability;

  /// What a write that returned survives.
  public enum Durability {
    /// A power cut.
    FORCED,
    /// The end of this process; for what can be fetched again.
    LAZY
  }

  public FileLedgerStorage(Path directory, Durability durability) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.durability = durability;
  }

  @Override
  public SortedMap<String, byte[]> readAll() {
    var values = new TreeMap<String, byte[]>();
    try (var files = Files.newDirectoryStream(directory, "[!.]*" + SUFFIX)) {
      for (var file : files) {
        var fileName = file.getFileName().toString();
        var name = fileName.substring(0, fileName.length() - SUFFIX.length());
        values.put(name, Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("read the ledger in " + directory, e);
    }
    return values;
  }

  @Override
  public void write(String name, byte[] value) {
    var file = fileOf(name);
    try {
      switch (durability) {
        case FORCED -> DurableFile.replace(file, value);
        case LAZY -> DurableFile.replaceSoon(file, value);
      }
    } catch (IOException e) {
      throw new LedgerException(
          "write ledger file " + file + ": nothing is started until this works; is the disk full?",
          e);
    }
  }

  @Override
  public void remove(String name) {
    var file = fileOf(name);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new LedgerException("remove ledger file " + file, e);
    }
  }

  private Path fileOf(String name) {
    if (!name.matches("[A-Za-z0-9][-A-Za-z0-9]{0,127}")) {
      throw new IllegalArgumentException("a ledger name must be a plain word, got '" + name + "'");
    }
    return directory.resolve(name + SUFFIX);
  }
}
