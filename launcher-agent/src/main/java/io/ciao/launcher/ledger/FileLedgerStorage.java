package io.ciao.launcher.ledger;

import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
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
      WholeFile.replace(file, value, durability, Readers.OWNER);
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
