package io.ciao.basis.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Makes a state directory one process's alone. The kernel lets go of it when the process ends,
/// however it ends.
public final class StateLock implements AutoCloseable {
  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the directory, making it if there is none.
  ///
  /// @param program who wants it, for the message
  /// @throws IOException if somebody else holds it; the message says what to do
  public static StateLock hold(Path directory, String program) throws IOException {
    Files.createDirectories(directory);
    var file = directory.resolve("lock");
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new StateLock(channel);
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      // Held by this process; closing any channel of the file would give that lock up.
    }
    throw new IOException(
        "another "
            + program
            + " runs on "
            + directory
            + " and holds "
            + file
            + "; stop it first, or give this one a --dir of its own");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
