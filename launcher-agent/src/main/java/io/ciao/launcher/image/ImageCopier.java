package io.ciao.launcher.image;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.WholeFile;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandFailedException;
import io.ciao.linux.command.CommandRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Copies one image into the cache and verifies it on the way.
final class ImageCopier {
  private static final int CHUNK_BYTES = 256 << 10;

  private final Path cache;
  private final CommandRunner commands = new CommandRunner();

  ImageCopier(Path cache) {
    this.cache = cache;
  }

  Path placeOf(String sha256, String format) {
    return cache.resolve(sha256 + "." + format);
  }

  ImageState copy(Path source, String sha256, String format) {
    var place = placeOf(sha256, format);
    var unfinished = place.resolveSibling("." + place.getFileName() + ".new");
    try {
      var found = copyAndDigest(source, unfinished);
      if (!found.equals(sha256)) {
        return new ImageState.Unusable(
            InstanceReasons.IMAGE_CHECKSUM_MISMATCH,
            "image file "
                + source
                + " has sha256 "
                + found
                + " but the Image says "
                + sha256
                + "; the file or the Image is not the right one");
      }
      if (format.equals("qcow2")) {
        requireSelfContained(source, unfinished);
      }
      WholeFile.moveInto(unfinished, place, Durability.FORCED);
      return new ImageState.Ready(place);
    } catch (IOException | CommandFailedException e) {
      return new ImageState.Unusable(
          InstanceReasons.IMAGE_NOT_FOUND,
          "image file " + source + " could not be taken into the cache: " + e.getMessage());
    } finally {
      unfinished.toFile().delete();
    }
  }

  private static String copyAndDigest(Path source, Path target) throws IOException {
    var digest = sha256();
    try (var in = Files.newInputStream(source);
        OutputStream out = Files.newOutputStream(target)) {
      var chunk = new byte[CHUNK_BYTES];
      for (var count = in.read(chunk); count > 0; count = in.read(chunk)) {
        digest.update(chunk, 0, count);
        out.write(chunk, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// A qcow2 can name other files of the machine as its backing or data file; a guest would then
  /// read them.
  private void requireSelfContained(Path source, Path copy) throws IOException {
    var argv = List.of("qemu-img", "info", "--output=json", "-f", "qcow2", copy.toString());
    var text = commands.require(Command.of("inspect image " + source, argv));
    try {
      var info = Json.parse(text.getBytes(StandardCharsets.UTF_8));
      var external = info.path("format-specific").path("data").has("data-file");
      if (info.has("backing-filename") || external) {
        throw new IOException(
            "it refers to another file, which an image must not; flatten it with qemu-img convert");
      }
    } catch (UnreadableObjectException e) {
      throw new IOException("qemu-img info answered no JSON", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java lacks SHA-256", e);
    }
  }
}
