package io.ciao.launcher.qemu;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.WholeFile;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.ImageChoice.DiskImage;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandFailedException;
import io.ciao.linux.command.CommandRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes root disks: a qcow2 overlay on an image of this node's cache.
final class RootDisk {
  private final CommandRunner commands;

  RootDisk(CommandRunner commands) {
    this.commands = commands;
  }

  /// Makes the overlay; one that exists is kept as it is. A crash leaves no half disk under its
  /// name.
  ///
  /// @param bytes the size; 0 for the image's own
  void ensure(Path disk, DiskImage image, long bytes) throws DriverException {
    if (Files.exists(disk)) {
      return;
    }
    try {
      if (bytes > 0) {
        requireNotSmaller(image, bytes);
      }
      var unfinished = disk.resolveSibling(disk.getFileName() + ".new");
      commands.require(Command.of("make disk " + disk, create(unfinished, image, bytes)));
      WholeFile.moveInto(unfinished, disk, Durability.LAZY);
    } catch (CommandFailedException e) {
      throw new DriverException(Reason.LAUNCH_FAILURE, e.getMessage(), e);
    } catch (IOException e) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE, "make disk " + disk + ": " + e.getMessage(), e);
    }
  }

  private static List<String> create(Path file, DiskImage image, long bytes) {
    var argv =
        new ArrayList<>(
            List.of("qemu-img", "create", "-q", "-f", "qcow2", "-F", image.format(), "-b"));
    argv.add(image.path().toString());
    argv.add(file.toString());
    if (bytes > 0) {
      argv.add(Long.toString(bytes));
    }
    return argv;
  }

  private void requireNotSmaller(DiskImage image, long bytes) throws DriverException {
    var has = virtualSize(image);
    if (bytes < has) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE,
          "spec.resources.disk is "
              + bytes
              + " bytes but the image "
              + image.path().getFileName()
              + " has "
              + has
              + "; give at least as much, or nothing for the image's own size");
    }
  }

  private long virtualSize(DiskImage image) throws DriverException {
    var argv =
        List.of("qemu-img", "info", "--output=json", "-f", image.format(), image.path().toString());
    var text = commands.require(Command.of("read the size of image " + image.path(), argv));
    try {
      return Json.parse(text.getBytes(StandardCharsets.UTF_8)).path("virtual-size").asLong();
    } catch (UnreadableObjectException e) {
      throw new DriverException(
          Reason.LAUNCH_FAILURE, "qemu-img info of " + image.path() + " answered no JSON", e);
    }
  }
}
