package io.ciao.ctl.create;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import io.ciao.basis.text.ErrorText;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ssntp.cert.OpenSshKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Function;

/// Keeps the private half of a new key in a file of its own, mode 0600, that was not there before.
///
/// The server says first whether it would take the public half. Then the file is written, then the
/// public half is stored: a stored key has its private half, wherever this ends.
///
/// @param file absolute
record KeyFile(OpenSshKey key, String name, Path file) implements Aside {
  private static final int SERVER_FAILED = 500;

  /// Where it lies if nothing else is said, among the ssh client's own keys.
  static Path usual(Path home, String name) {
    return home.resolve(".ssh").resolve("ciao_" + name);
  }

  @Override
  public ObjectNode around(DryRun mode, Function<DryRun, ObjectNode> creation) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw exists();
    }
    if (mode != DryRun.NONE) {
      return creation.apply(mode);
    }
    var _ = creation.apply(DryRun.SERVER);
    write();
    try {
      return creation.apply(mode);
    } catch (ApiException e) {
      if (e.code() < SERVER_FAILED && !e.isConflict()) {
        remove();
        throw e;
      }
      throw new RefusedException(e.getMessage() + kept());
    } catch (ApiUnreachableException e) {
      throw new ApiUnreachableException(e.getMessage() + kept(), e);
    }
  }

  private void write() {
    try {
      var directory = file.getParent();
      if (directory != null && directory.endsWith(".ssh") && !Files.exists(directory)) {
        var owner = PosixFilePermissions.fromString("rwx------");
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(owner));
      }
      var text = key.privateText().getBytes(StandardCharsets.US_ASCII);
      if (!WholeFile.createOnce(file, text, Durability.FORCED, Readers.OWNER)) {
        throw exists();
      }
    } catch (IOException e) {
      throw new RefusedException("%s cannot be written: %s".formatted(file, ErrorText.of(e)));
    }
  }

  private void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // It is of no use, and harms nobody: the next attempt names it.
    }
  }

  private RefusedException exists() {
    return new RefusedException(
        "%s is there and is not overwritten; name another file with --out, or give the public half of this one with --from-file (ssh-keygen -y -f %s prints it)"
            .formatted(file, file));
  }

  private String kept() {
    return "; sshkey/%s may be stored all the same, so its private half stays in %s"
        .formatted(name, file);
  }

  @Override
  public Optional<String> said(DryRun mode) {
    return Optional.of(
        mode == DryRun.NONE
            ? """
            Its private half is in %s, and nowhere else. To use it:
              ciaoctl run web --workload WORKLOAD --ssh-key %s
              ciaoctl ssh -i %s web\
            """
                .formatted(file, name, file)
            : "No file is written in a dry run: the private half of this key is lost.");
  }
}
