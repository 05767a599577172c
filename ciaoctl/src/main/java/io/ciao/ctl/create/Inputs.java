package io.ciao.ctl.create;

import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// The files that objects are made of.
final class Inputs {
  private Inputs() {}

  /// The one file that was named.
  ///
  /// @param example what a person would write
  static Path only(List<String> files, Target target, String example) {
    if (files.size() != 1) {
      throw new UsageException(
          "%s needs one file, for example %s".formatted(words(target), example));
    }
    return Path.of(files.getFirst());
  }

  /// As it stands on the command line: `sshkey mine`.
  static String words(Target target) {
    return target.kind().names().singular() + " " + target.name();
  }

  static RefusedException unreadable(Path file, IOException cause) {
    return new RefusedException(
        "%s cannot be read: %s"
            .formatted(
                file,
                cause instanceof NoSuchFileException
                    ? "there is no such file"
                    : cause.getMessage()));
  }
}
