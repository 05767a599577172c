package io.ciao.cnci.http;

import io.ciao.api.exec.ExecFrame;
import io.ciao.api.exec.ExecFrame.Channel;
import io.ciao.linux.net.NetNamespace;
import io.ciao.program.agent.AgentCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program of this node that runs in a network namespace while its caller reads what it says. It
/// reads nothing, and is killed when the caller leaves or after ten minutes.
final class NamespaceCommand {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceCommand.class);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final int CHUNK_BYTES = 16 << 10;

  /// The status of a program that was killed for taking too long, as `timeout` has it.
  private static final int TOOK_TOO_LONG = 124;

  private final NetNamespace namespace;
  private final List<String> argv;
  private final Object writing = new Object();

  NamespaceCommand(NetNamespace namespace, List<String> argv) {
    this.namespace = namespace;
    this.argv = argv;
  }

  /// Answers the call with the frames.
  void run(AgentCall call) throws IOException, InterruptedException {
    LOG.info("command runs in {} argv={}", namespace, argv);
    Process process;
    try {
      process =
          new ProcessBuilder(namespace.entering(argv))
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .start();
    } catch (IOException e) {
      call.say(500, "nsenter cannot be started: " + e.getMessage());
      return;
    }
    var out = call.stream(ExecFrame.MEDIA_TYPE);
    var errors =
        Thread.ofVirtual()
            .name("command-stderr")
            .start(() -> pump(process, process.getErrorStream(), Channel.ERR, out));
    var output =
        Thread.ofVirtual()
            .name("command-stdout")
            .start(() -> pump(process, process.getInputStream(), Channel.OUT, out));
    try {
      var ended = process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      if (ended) {
        // What it said last may still be in the pipes; somebody whom it left behind may hold them.
        output.join(LAST_WORDS);
        errors.join(LAST_WORDS);
      }
      process.destroyForcibly();
      output.join();
      errors.join();
      if (!ended) {
        var words = "killed after " + LONGEST.toMinutes() + " minutes\n";
        frame(out, Channel.ERR, words.getBytes(StandardCharsets.UTF_8));
      }
      synchronized (writing) {
        ExecFrame.ofStatus(ended ? process.waitFor() : TOOK_TOO_LONG).writeTo(out);
      }
    } catch (IOException e) {
      LOG.debug("caller of a command is gone argv={} problem={}", argv, e.getMessage());
    } finally {
      process.destroyForcibly();
    }
  }

  private void pump(Process process, InputStream from, Channel channel, OutputStream out) {
    var chunk = new byte[CHUNK_BYTES];
    try (from) {
      for (var count = from.read(chunk); count >= 0; count = from.read(chunk)) {
        synchronized (writing) {
          ExecFrame.of(channel, chunk, count).writeTo(out);
        }
      }
    } catch (IOException e) {
      // The caller is gone, or the process was killed.
      process.destroyForcibly();
    }
  }

  private void frame(OutputStream out, Channel channel, byte[] bytes) throws IOException {
    synchronized (writing) {
      ExecFrame.of(channel, bytes, bytes.length).writeTo(out);
    }
  }
}
