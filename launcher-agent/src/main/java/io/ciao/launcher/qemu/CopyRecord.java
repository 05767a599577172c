package io.ciao.launcher.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.Ending;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.linux.process.ManagedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is kept beside a virtual machine's disk: whose it is, and the copy that was made last.
///
/// @param epoch of that copy; 0 while none was made
/// @param process its QEMU; null from before the start until QEMU runs
/// @param askedAt when that copy was asked, or made, to end; null if it was not
/// @param ending set once it was found to be over
record CopyRecord(
    InstanceName instance,
    long epoch,
    @Nullable ManagedProcess process,
    @Nullable Instant startedAt,
    @Nullable Instant askedAt,
    @Nullable Ending ending) {

  static CopyRecord fresh(InstanceName instance) {
    return new CopyRecord(instance, 0, null, null, null, null);
  }

  CopyRecord starting(long atEpoch, Instant now) {
    return new CopyRecord(instance, atEpoch, null, now, null, null);
  }

  CopyRecord running(ManagedProcess qemu) {
    return new CopyRecord(instance, epoch, qemu, startedAt, null, null);
  }

  CopyRecord asked(Instant now) {
    return new CopyRecord(instance, epoch, process, startedAt, now, ending);
  }

  CopyRecord over(Ending how) {
    return new CopyRecord(instance, epoch, process, startedAt, askedAt, how);
  }

  /// The record in this file; empty if there is none.
  static Optional<CopyRecord> read(Path file) throws DriverException {
    try {
      return Optional.of(decode(Json.parse(Files.readAllBytes(file))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | UnreadableObjectException | IllegalArgumentException e) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE,
          "the record "
              + file
              + " is unreadable ("
              + e.getMessage()
              + "); remove it if no QEMU of"
              + " that instance runs",
          e);
    }
  }

  void write(Path file) throws DriverException {
    try {
      WholeFile.replace(file, Json.write(encode()), Durability.FORCED, Readers.OWNER);
    } catch (IOException e) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE, "write the record " + file + ": " + e.getMessage(), e);
    }
  }

  private ObjectNode encode() {
    var tree = Json.object();
    tree.put("uid", instance.uid());
    tree.put("namespace", instance.namespace());
    tree.put("name", instance.name());
    tree.put("epoch", epoch);
    if (process != null) {
      tree.put("pid", process.pid());
      tree.put("startTicks", process.startTicks());
    }
    if (startedAt != null) {
      tree.put("startedAt", startedAt.toString());
    }
    if (askedAt != null) {
      tree.put("askedAt", askedAt.toString());
    }
    if (ending != null) {
      tree.put("finishedAt", ending.finishedAt().toString());
      tree.put("ending", ending.what());
    }
    return tree;
  }

  private static CopyRecord decode(ObjectNode tree) {
    var instance =
        new InstanceName(
            tree.path("uid").asText(), tree.path("namespace").asText(), tree.path("name").asText());
    var pid = tree.path("pid").asLong();
    return new CopyRecord(
        instance,
        tree.path("epoch").asLong(),
        pid == 0 ? null : new ManagedProcess(pid, tree.path("startTicks").asLong()),
        instant(tree, "startedAt"),
        instant(tree, "askedAt"),
        ending(tree));
  }

  private static @Nullable Ending ending(ObjectNode tree) {
    var at = instant(tree, "finishedAt");
    return at == null ? null : new Ending(at, null, tree.path("ending").asText());
  }

  private static @Nullable Instant instant(ObjectNode tree, String field) {
    try {
      return tree.hasNonNull(field) ? Instant.parse(tree.path(field).asText()) : null;
    } catch (java.time.format.DateTimeParseException e) {
      throw new IllegalArgumentException(field + " is no time", e);
    }
  }
}
