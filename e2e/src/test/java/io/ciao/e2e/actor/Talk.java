package io.ciao.e2e.actor;

import io.ciao.e2e.env.Shell;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Something that one instance says to another again and again, and when answers came. It goes on
/// until it is closed, also while nobody answers. Confined to one thread.
public final class Talk implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final int END_SECONDS = 5;

  /// Longer than any pause between two answers.
  private static final long SILENCE_MILLIS = 2_000;

  private final Process process;
  private final Path said;

  /// An answer.
  ///
  /// @param millis when it came, since the epoch
  /// @param connection over which one, counted from 1
  public record Answer(long millis, int connection) {}

  private Talk(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /// Answers on these ports, by TCP and UDP, in the network of an instance's container.
  public static Talk serve(Operator operator, String uid, int... ports)
      throws InterruptedException, IOException {
    var words = new ArrayList<>(List.of("serve"));
    for (var port : ports) {
      words.add(Integer.toString(port));
    }
    var talk = echo(operator, uid, words);
    Eventually.within(START_LIMIT)
        .until("it serves", () -> Files.readAllLines(talk.said).size() == ports.length);
    return talk;
  }

  /// Talks from an instance's container.
  ///
  /// @param protocol `tcp` or `udp`
  public static Talk over(String protocol, Operator operator, String uid, String host, int port)
      throws InterruptedException, IOException {
    return echo(operator, uid, List.of("talk", protocol, host, Integer.toString(port)));
  }

  /// Pings from an instance's container, ten times a second.
  public static Talk ping(Operator operator, String uid, String host)
      throws InterruptedException, IOException {
    return start(operator, uid, List.of("ping", "-n", "-D", "-i", "0.1", host));
  }

  private static Talk echo(Operator operator, String uid, List<String> words)
      throws InterruptedException, IOException {
    var argv = new ArrayList<String>();
    argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    argv.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-cp"));
    argv.add(Echo.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    argv.add(Echo.class.getName());
    argv.addAll(words);
    return start(operator, uid, argv);
  }

  private static Talk start(Operator operator, String uid, List<String> argv)
      throws InterruptedException, IOException {
    var said = Files.createTempFile(operator.cluster().directory(), "talk", ".txt");
    var words = new ArrayList<>(List.of("nsenter", "-t", operator.process(uid), "-n"));
    words.addAll(argv);
    return new Talk(Shell.PLAIN.background(said, words), said);
  }

  /// All answers so far.
  public List<Answer> answers() throws IOException {
    var answers = new ArrayList<Answer>();
    for (var line : Files.readAllLines(said)) {
      if (line.matches("\\d+ \\d+")) {
        var words = line.split(" ");
        answers.add(new Answer(Long.parseLong(words[0]), Integer.parseInt(words[1])));
      } else if (line.contains("bytes from")) {
        var seconds = line.substring(1, line.indexOf(']'));
        answers.add(new Answer((long) (Double.parseDouble(seconds) * 1000), 1));
      }
    }
    return answers;
  }

  /// Waits for the first answer that came after that time.
  public Answer firstAfter(long millis) throws InterruptedException {
    return Eventually.within(ANSWER_LIMIT)
        .value(
            "an answer to " + said.getFileName(),
            () -> answers().stream().filter(a -> a.millis() > millis).findFirst().orElse(null));
  }

  /// Waits until nobody has answered for two seconds.
  ///
  /// @return milliseconds from that time to the last answer; negative if it came before
  public long lastAfter(long millis) throws InterruptedException {
    return Eventually.within(ANSWER_LIMIT)
        .value(
            "silence in " + said.getFileName(),
            () -> {
              var last = answers().stream().mapToLong(Answer::millis).max().orElse(0);
              var from = Math.max(last, millis);
              return System.currentTimeMillis() - from > SILENCE_MILLIS ? last - millis : null;
            });
  }

  /// Whether it was answered in the last moment.
  public boolean lives() throws IOException {
    var now = System.currentTimeMillis();
    return answers().stream().anyMatch(a -> now - a.millis() < SILENCE_MILLIS / 4);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
