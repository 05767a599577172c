package io.ciao.ssntp.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// The process of [BenchClients]: an order is a line, and so is the answer.
final class ClientsProcess implements AutoCloseable {

  private static final Duration ANSWER_WAIT = Duration.ofSeconds(90);

  /// Stands for an answer once the process has ended; no answer is empty.
  private static final String ENDED = "";

  private static final Duration END_WAIT = Duration.ofSeconds(5);

  private static final double NANOS_PER_SECOND = 1e9;

  private final Process process;
  private final BufferedWriter orders;
  private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(16);

  private ClientsProcess(Process process) {
    this.process = process;
    this.orders = process.outputWriter();
    Thread.ofVirtual().start(() -> forwardAnswers(process.inputReader()));
  }

  /// Starts it with the Java, the flags of the JVM and the class path of this process.
  static ClientsProcess start(int port, Path authority) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java));
    var runtime = ManagementFactory.getRuntimeMXBean();
    command.addAll(
        runtime.getInputArguments().stream()
            .filter(argument -> !argument.startsWith("-XX:StartFlightRecording"))
            .toList());
    command.addAll(List.of("-cp", runtime.getClassPath(), BenchClients.class.getName()));
    command.addAll(List.of(Integer.toString(port), authority.toString()));
    return new ClientsProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private void forwardAnswers(BufferedReader from) {
    try {
      for (var line = from.readLine(); line != null; line = from.readLine()) {
        answers.put(line);
      }
      answers.put(ENDED);
    } catch (IOException _) {
      // The process has ended; who waits for an answer says so.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Gives an order and waits for the answer.
  String order(String order) throws IOException, InterruptedException {
    orders.write(order);
    orders.newLine();
    orders.flush();
    var answer = answers.poll(ANSWER_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    if (answer == null || answer.equals(ENDED)) {
      throw new IllegalStateException(
          "the clients ended, or did not answer \"%s\" within %d s"
              .formatted(order, ANSWER_WAIT.toSeconds()));
    }
    return answer;
  }

  /// How many seconds of processor time it has used.
  double processorSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / NANOS_PER_SECOND;
  }

  @Override
  public void close() throws IOException {
    orders.close();
    try {
      if (process.waitFor(END_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
