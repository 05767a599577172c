package io.ciao.ctl.cert;

import io.ciao.ctl.session.RefusedException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/// Where what is made is put.
final class OutputArguments {
  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the files are put (default: here).")
  private Path directory = Path.of(".");

  @Option(names = "--force", description = "Overwrite files that are there.")
  private boolean force;

  Path file(String name) {
    return directory.resolve(name).normalize();
  }

  /// To be asked before anything is made: a key that is gone cannot be made again.
  void refuseToOverwrite(List<Path> files) {
    for (var file : files) {
      if (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new RefusedException(
            "%s is there already; use --force to overwrite it, or another --directory"
                .formatted(file));
      }
    }
  }

  static PrintStream out() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  static PrintStream err() {
    return new PrintStream(System.err, true, StandardCharsets.UTF_8);
  }
}
