package io.ciao.ctl.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ciao.api.codec.Json;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.payload.NodeCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The kit over HTTP, by the original's paths: what an agent said by GET, commands to it by POST
/// with a payload as body; `client` and `filter` in the query. What cannot be done is a 400 that
/// says why.
final class KitHttp implements AutoCloseable {
  private static final int BODY_MAX = 16 << 20;
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;

  private final HttpServer server;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final KitDriver driver;

  private KitHttp(HttpServer server, KitDriver driver) {
    this.server = server;
    this.driver = driver;
  }

  /// @throws IOException if the address cannot be listened on
  static KitHttp start(InetSocketAddress address, KitDriver driver) throws IOException {
    var http = new KitHttp(HttpServer.create(address, 0), driver);
    http.server.setExecutor(http.requests);
    http.server.createContext("/", http::serve);
    http.server.start();
    return http;
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private record Reply(int code, String text) {}

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readNBytes(BODY_MAX);
      var reply = reply(exchange, Bytes.utf8(new String(body, StandardCharsets.UTF_8)));
      var text = reply.text().endsWith("\n") ? reply.text() : reply.text() + "\n";
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(reply.code(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Reply reply(HttpExchange exchange, Bytes body) {
    var query = query(exchange.getRequestURI().getRawQuery());
    var what = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    try {
      return new Reply(OK, answer(what, query, body));
    } catch (KitRefusedException e) {
      return new Reply(BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (UnknownPathException e) {
      return new Reply(e.known ? NOT_ALLOWED : NOT_FOUND, String.valueOf(e.getMessage()));
    }
  }

  private String answer(String what, Map<String, String> query, Bytes body)
      throws KitRefusedException, UnknownPathException {
    var client = query.getOrDefault("client", "");
    return switch (what) {
      case "GET /clients" -> Json.writeText(Json.toNode(driver.clientUuids()));
      case "GET /instances" ->
          Json.writeText(Json.toNode(driver.instances(client, query.getOrDefault("filter", ""))));
      case "GET /stats" -> driver.stats(client);
      case "GET /status" -> driver.status(client);
      case "GET /drain" -> driver.drain(client);
      case "POST /start" -> driver.start(client, body);
      case "POST /restart" -> driver.restart(client, query.getOrDefault("instance", ""));
      case "POST /delete" -> driver.delete(client, body);
      case "POST /attach" -> driver.attach(client, body);
      case "POST /evacuate" -> driver.node(client, NodeCommand.Sort.EVACUATE);
      case "POST /restore" -> driver.node(client, NodeCommand.Sort.RESTORE);
      default -> throw new UnknownPathException(what);
    };
  }

  private static final class UnknownPathException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String PATHS =
        "GET /clients, /instances, /stats, /status, /drain; POST /start, /restart, /delete,"
            + " /attach, /evacuate, /restore";

    private final boolean known;

    UnknownPathException(String what) {
      super("there is no %s; there are %s".formatted(what, PATHS));
      this.known =
          PATHS.matches(
              ".*"
                  + java.util.regex.Pattern.quote(what.substring(what.indexOf(' ') + 1))
                  + "\\b.*");
    }
  }

  private static Map<String, String> query(@org.jspecify.annotations.Nullable String raw) {
    var values = new HashMap<String, String>();
    for (var part : raw == null ? new String[0] : raw.split("&", -1)) {
      var equals = part.indexOf('=');
      if (equals > 0) {
        values.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  @Override
  public void close() {
    server.stop(0);
    requests.close();
  }
}
