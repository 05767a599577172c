package io.ciao.apiserver.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ciao.apiserver.exchange.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Plain HTTP for health and metrics, for this machine alone: monitoring beside the apiserver needs
/// no certificate, and is answered also when the other listener has too much to do.
public final class LoopbackListener implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService threads;

  private LoopbackListener(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /// Opens it.
  ///
  /// @param answers to GETs by path; empty for 404
  /// @throws IOException if the address is not a loopback one, or cannot be listened on
  public static LoopbackListener open(
      ListenAddress address, Function<String, Optional<Answer>> answers) throws IOException {
    InetAddress host = InetAddress.getByName(address.host());
    if (!host.isLoopbackAddress()) {
      throw new IOException(
          "listen on " + address + ": plain HTTP is for loopback alone, such as 127.0.0.1");
    }
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(host, address.port()), BACKLOG);
    } catch (IOException e) {
      throw new IOException("listen on " + address + ": " + e.getMessage(), e);
    }
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, answers));
    server.start();
    return new LoopbackListener(server, threads);
  }

  /// The address with the port that was really opened.
  public ListenAddress bound() {
    InetSocketAddress address = server.getAddress();
    return new ListenAddress(address.getAddress().getHostAddress(), address.getPort());
  }

  private static void answer(HttpExchange exchange, Function<String, Optional<Answer>> answers)
      throws IOException {
    try (exchange) {
      Answer answer =
          exchange.getRequestMethod().equals("GET")
              ? answers
                  .apply(exchange.getRequestURI().getPath())
                  .orElse(Answer.text(404, "there are /livez, /readyz and /metrics\n"))
              : Answer.text(405, "only GET\n");
      if (answer instanceof Answer.Whole whole) {
        exchange.getResponseHeaders().set("Content-Type", whole.contentType());
        exchange.sendResponseHeaders(whole.code(), whole.bytes().length);
        exchange.getResponseBody().write(whole.bytes());
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
