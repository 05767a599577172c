package io.ciao.launcher.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.launcher.driver.Usage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a container uses, as its engine counts it.
///
/// Asked without the engine's client, whose command for it makes the engine wait for a second
/// measurement; by HTTP 1.0, whose answer ends with the connection.
final class ContainerUsage {
  private static final int ANSWER_MAX = 1 << 20;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private ContainerUsage() {}

  /// Empty if there is no such container, or the engine tells nothing of it.
  ///
  /// @param engine `unix:///var/run/docker.sock` or `tcp://host:port`
  /// @throws IOException if the engine does not answer
  static Optional<Usage> read(URI engine, String container) throws IOException {
    var request =
        "GET /containers/%s/stats?stream=false&one-shot=true HTTP/1.0\r\nHost: engine\r\n\r\n"
            .formatted(container);
    try (var channel = SocketChannel.open(address(engine))) {
      Channels.newOutputStream(channel).write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = Channels.newInputStream(channel).readNBytes(ANSWER_MAX);
      return body(new String(answer, StandardCharsets.UTF_8)).flatMap(ContainerUsage::parse);
    }
  }

  private static SocketAddress address(URI engine) {
    return engine.getHost() == null
        ? UnixDomainSocketAddress.of(engine.getPath())
        : new InetSocketAddress(engine.getHost(), engine.getPort());
  }

  private static Optional<JsonNode> body(String answer) throws IOException {
    var head = answer.indexOf(END_OF_HEAD);
    if (head < 0 || !answer.substring(0, head).matches("(?s)HTTP/1\\.[01] 200.*")) {
      return Optional.empty();
    }
    var body = answer.substring(head + END_OF_HEAD.length());
    try {
      return Optional.of(Json.parse(body.getBytes(StandardCharsets.UTF_8)));
    } catch (UnreadableObjectException e) {
      throw new IOException("the engine's answer cannot be read: " + e.getMessage(), e);
    }
  }

  /// What the engine says of a container that runs. Caches that the kernel would drop first are no
  /// use of memory; one that has ended is told with zeros.
  static Optional<Usage> parse(JsonNode stats) {
    var memory = stats.path("memory_stats");
    var details = memory.path("stats");
    var cache = details.path("inactive_file").asLong(details.path("total_inactive_file").asLong(0));
    var used = memory.path("usage").asLong(0);
    var cpu = stats.at("/cpu_stats/cpu_usage/total_usage").asLong(0);
    if (used <= 0 && cpu <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Usage(
            cpu <= 0 ? Usage.UNKNOWN : cpu,
            used <= 0 ? Usage.UNKNOWN : Math.max(0, used - cache),
            Usage.UNKNOWN));
  }
}
