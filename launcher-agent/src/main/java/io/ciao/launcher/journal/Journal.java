package io.ciao.launcher.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The starts and stops of a node's copies, a JSON line each, in `journal.jsonl` and, once that is
/// full, the lines before it in `journal.1.jsonl`. Written as it happens and not forced to the
/// disk: it survives the agent, not a power cut.
///
/// ```
/// {"at":8127300112345,"event":"started","uid":"6f…","epoch":412,"incarnation":77,"checked":8127299001122}
/// ```
///
/// Times are nanoseconds since boot (`CLOCK_BOOTTIME`). `checked` is when the node's right to start
/// was looked at, which is right before the start.
///
/// Safe for many threads.
public final class Journal {
  /// The file with the newest lines.
  public static final String FILE = "journal.jsonl";

  static final String OLDER = "journal.1.jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long BYTES_MAX = 4L << 20;

  private final Path directory;
  private final LongSupplier bootNanos;
  private final LongSupplier incarnation;
  private final long bytesMax;
  private boolean failing;

  /// What is written of a copy.
  public enum Event {
    /// It is about to be started, or let run; nothing is checked yet.
    STARTING,
    /// It was started, or let run.
    STARTED,
    /// Its guest was asked to end.
    ASKED_TO_END,
    /// It was ended.
    KILLED,
    /// It was forgotten, with its container.
    DISCARDED,
    /// Everything of the instance was removed.
    ERASED;

    /// As it stands in a line.
    String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /// @param directory made with the first line
  /// @param bootNanos nanoseconds since boot
  /// @param incarnation the node's, at the time of a line
  public Journal(Path directory, LongSupplier bootNanos, LongSupplier incarnation) {
    this(directory, bootNanos, incarnation, BYTES_MAX);
  }

  /// @param bytesMax of a file; there are two
  Journal(Path directory, LongSupplier bootNanos, LongSupplier incarnation, long bytesMax) {
    this.directory = directory;
    this.bootNanos = bootNanos;
    this.incarnation = incarnation;
    this.bytesMax = bytesMax;
  }

  /// Writes a line.
  ///
  /// @param epoch 0 for an instance as a whole
  public void write(Event event, String uid, long epoch) {
    write(event, uid, epoch, OptionalLong.empty());
  }

  /// Writes a line about a start.
  ///
  /// @param checked when the right to it was looked at; empty if it was not, as where the copy runs
  ///   already
  public void write(Event event, String uid, long epoch, OptionalLong checked) {
    var line = JSON.createObjectNode();
    line.put("at", bootNanos.getAsLong());
    line.put("event", event.word());
    line.put("uid", uid);
    line.put("epoch", epoch);
    line.put("incarnation", incarnation.getAsLong());
    checked.ifPresent(moment -> line.put("checked", moment));
    try {
      append(
          (JSON.writeValueAsString(line) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line is plain text and numbers", e);
    }
  }

  /// No start waits for a full disk: this is for people, afterwards.
  private synchronized void append(byte[] line) {
    try {
      var file = directory.resolve(FILE);
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      if (size(file).orElse(0L) + line.length > bytesMax) {
        Files.move(file, directory.resolve(OLDER), StandardCopyOption.REPLACE_EXISTING);
      }
      Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        LOG.warn(
            "starts and stops are not written down directory={} cause=\"{}\"",
            directory,
            e.toString());
      }
      failing = true;
    }
  }

  private static Optional<Long> size(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(Files.size(file)) : Optional.empty();
  }
}
