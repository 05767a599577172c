package io.ciao.basis.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Replaces whole files: a reader, and whoever comes after a crash, sees the old content or the
/// new.
///
/// What is written first lies beside the file, its name beginning with a dot and unlike any other
/// writer's; programs that read a directory pass over such names. The directory must exist. A
/// symbolic link in the file's place is replaced, not followed.
public final class WholeFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOR_EVERYBODY =
      PosixFilePermissions.fromString("rw-r--r--");

  private WholeFile() {}

  /// Gives the file this content, whether it was there or not.
  public static void replace(Path file, byte[] content, Durability durability, Readers readers)
      throws IOException {
    var beside = writeBeside(file, content, durability, readers);
    try {
      move(beside, file, durability);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /// Makes the file with this content unless it is there already.
  ///
  /// @return false: another writer was first, and its content stays
  public static boolean createOnce(
      Path file, byte[] content, Durability durability, Readers readers) throws IOException {
    var beside = writeBeside(file, content, durability, readers);
    try {
      Files.createLink(file, beside);
      forceDirectory(file, durability);
      return true;
    } catch (FileAlreadyExistsException another) {
      return false;
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /// Puts a file that something else has written in the place of another of the same file system.
  public static void moveInto(Path unfinished, Path file, Durability durability)
      throws IOException {
    if (durability == Durability.FORCED) {
      force(unfinished);
    }
    move(unfinished, file, durability);
  }

  private static Path writeBeside(Path file, byte[] content, Durability durability, Readers readers)
      throws IOException {
    var chance = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
    var beside = file.resolveSibling("." + file.getFileName() + "." + chance);
    try {
      write(beside, content, durability, readers);
      return beside;
    } catch (IOException e) {
      Files.deleteIfExists(beside);
      throw e;
    }
  }

  private static void write(Path beside, byte[] content, Durability durability, Readers readers)
      throws IOException {
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel =
        FileChannel.open(beside, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      if (readers == Readers.EVERYBODY) {
        // Said again here because the process's umask may have taken it away.
        Files.setPosixFilePermissions(beside, FOR_EVERYBODY);
      }
      var rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      if (durability == Durability.FORCED) {
        channel.force(true);
      }
    }
  }

  private static void move(Path from, Path to, Durability durability) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(to, durability);
  }

  private static void forceDirectory(Path file, Durability durability) throws IOException {
    if (durability == Durability.FORCED) {
      force(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory"));
    }
  }

  private static void force(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
