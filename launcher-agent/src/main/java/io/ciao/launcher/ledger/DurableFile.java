package io.ciao.launcher.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Replaces whole files so that a crash at any moment leaves the old content or the new.
public final class DurableFile {
  private DurableFile() {}

  /// Writes beside the file, forces it to the disk, renames, and forces the directory: when this
  /// returns the new content survives a power cut.
  public static void replace(Path file, byte[] content) throws IOException {
    var temporary = writeBeside(file, content, Durability.FORCED);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    var directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      forceDirectory(directory);
    }
  }

  /// As [#replace], but a power cut may bring the old content back; for what can be fetched again.
  public static void replaceSoon(Path file, byte[] content) throws IOException {
    var temporary = writeBeside(file, content, Durability.LAZY);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private enum Durability {
    FORCED,
    LAZY
  }

  private static Path writeBeside(Path file, byte[] content, Durability durability)
      throws IOException {
    var temporary = file.resolveSibling("." + file.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      if (durability == Durability.FORCED) {
        channel.force(true);
      }
    }
    return temporary;
  }

  private static void forceDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
