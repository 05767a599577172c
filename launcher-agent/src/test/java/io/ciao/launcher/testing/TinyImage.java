package io.ciao.launcher.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// The small bootable image that `hack/images` builds; the test is skipped where it cannot.
public final class TinyImage {
  private static final String NAME = "ciao-tiny.qcow2";

  private TinyImage() {}

  public static Path require() throws IOException, InterruptedException {
    var root = Path.of(System.getProperty("ciao.root", ".."));
    var built = root.resolve("dist/images").resolve(NAME);
    if (Files.isReadable(built)) {
      return built;
    }
    var out = Files.createDirectories(root.resolve("launcher-agent/target/images"));
    var script = root.resolve("hack/images").toAbsolutePath().toString();
    var log = out.resolve("build.log").toFile();
    var build =
        new ProcessBuilder(script, "--out", out.toAbsolutePath().toString(), "vm")
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    var ended = build.waitFor(5, TimeUnit.MINUTES);
    build.destroyForcibly();
    if (!ended || build.exitValue() != 0) {
      Assumptions.abort("needs the test image: hack/images vm did not build it, see " + log);
    }
    return out.resolve(NAME);
  }
}
