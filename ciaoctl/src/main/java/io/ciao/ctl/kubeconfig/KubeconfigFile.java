package io.ciao.ctl.kubeconfig;

import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import io.ciao.ctl.session.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A kubeconfig file that other programs change too. It is replaced as a whole, readable by its
/// owner alone, and under the lock file that kubectl respects.
public record KubeconfigFile(Path path) {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /// Changes the text; it is empty if there is no file yet.
  ///
  /// @return where the old text was kept, because it had comments, which no program keeps
  public Optional<Path> change(UnaryOperator<String> change) throws IOException {
    // A link is followed: what it leads to is changed, and it stays one.
    var file = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    var parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    var lock = file.resolveSibling(file.getFileName() + ".lock");
    try {
      Files.createFile(lock, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      throw new RefusedException(
          "another program changes %s right now; if none does, delete %s".formatted(file, lock));
    }
    try {
      var before = Files.exists(file) ? Files.readString(file) : "";
      var after = change.apply(before);
      var kept =
          before.lines().anyMatch(line -> line.strip().startsWith("#"))
              ? Optional.of(file.resolveSibling(file.getFileName() + ".before-ciao"))
              : Optional.<Path>empty();
      if (kept.isPresent()) {
        replace(kept.get(), before);
      }
      replace(file, after);
      return kept;
    } finally {
      Files.delete(lock);
    }
  }

  private static void replace(Path file, String text) throws IOException {
    WholeFile.replace(
        file, text.getBytes(StandardCharsets.UTF_8), Durability.FORCED, Readers.OWNER);
  }
}
