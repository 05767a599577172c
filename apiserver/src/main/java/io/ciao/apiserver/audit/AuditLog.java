package io.ciao.apiserver.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file of lines that is rotated by size: `audit.log` is the newest, then `audit.log.1` and so
/// on. Lines are written by one thread in the order in which they came; a crowd of them makes their
/// requests wait, none is dropped while the file can be written. Safe for many threads.
public final class AuditLog implements AutoCloseable {
  /// How much is kept.
  ///
  /// @param fileBytes a file that has as many is followed by a new one
  /// @param files kept beside the newest
  public record Retention(long fileBytes, int files) {
    /// 64 MiB a file, eight files.
    public static final Retention DEFAULT = new Retention(64L << 20, 7);
  }

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final int QUEUE_LINES_MAX = 8_192;
  private static final int BATCH_LINES_MAX = 1_024;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path file;
  private final Retention retention;
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE_LINES_MAX);
  private final Thread writer;
  private volatile boolean closing;
  private FileChannel channel;
  private long size;
  private boolean failing;

  private AuditLog(Path file, Retention retention) throws IOException {
    this.file = file;
    this.retention = retention;
    this.channel = openFile(file);
    this.size = channel.size();
    this.writer = Thread.ofPlatform().name("audit").daemon().unstarted(this::run);
  }

  /// Opens a log, which goes on where the file ends.
  ///
  /// @throws IOException if the file cannot be written
  public static AuditLog open(Path file, Retention retention) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    AuditLog log = new AuditLog(file, retention);
    log.writer.start();
    return log;
  }

  private static FileChannel openFile(Path file) throws IOException {
    Set<OpenOption> append =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    return FileChannel.open(
        file,
        append,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /// Adds a line.
  ///
  /// @param line ends in a newline
  void add(byte[] line) throws InterruptedException {
    while (!queue.offer(line, 1, TimeUnit.SECONDS)) {
      if (closing) {
        return;
      }
    }
  }

  private void run() {
    List<byte[]> batch = new ArrayList<>();
    try {
      while (!closing || !queue.isEmpty()) {
        byte[] first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH_LINES_MAX);
          write(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<byte[]> batch) {
    int length = batch.stream().mapToInt(line -> line.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(length);
    batch.forEach(bytes::put);
    bytes.flip();
    try {
      if (size > 0 && size + length > retention.fileBytes()) {
        rotate();
      }
      while (bytes.hasRemaining()) {
        size += channel.write(bytes);
      }
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        // Once: a full disk must not fill the other log as well.
        LOG.error("audit log cannot be written, lines are lost file={}", file, e);
      }
      failing = true;
    }
  }

  private void rotate() throws IOException {
    channel.close();
    for (int i = retention.files(); i > 1; i--) {
      move(numbered(i - 1), numbered(i));
    }
    if (retention.files() > 0) {
      move(file, numbered(1));
    } else {
      Files.deleteIfExists(file);
    }
    channel = openFile(file);
    size = channel.size();
  }

  private Path numbered(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  private static void move(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Writes what is left and closes the file.
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(PATIENCE);
      channel.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("audit log did not close well file={}", file, e);
    }
  }
}
