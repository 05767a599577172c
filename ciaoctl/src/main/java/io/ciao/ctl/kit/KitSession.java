package io.ciao.ctl.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// What every command has that asks a kit.
final class KitSession {
  static final String HTTP = "127.0.0.1:9000";

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "Where the kit serves (default: " + HTTP + ").")
  private String server = HTTP;

  @Option(
      names = "--client",
      paramLabel = "UUID",
      description = "The agent that is meant; default: the first that connected.")
  private String client = "";

  KitCalls calls() {
    return new KitCalls(server);
  }

  /// With the agent that is meant.
  Map<String, String> query(Map<String, String> more) {
    var query = new HashMap<>(more);
    query.put("client", client);
    return query;
  }

  /// A list of texts.
  List<String> texts(String path, Map<String, String> more) throws InterruptedException {
    var texts = new ArrayList<String>();
    var list = "{\"list\":" + calls().get(path, query(more)) + "}";
    Json.parse(list.getBytes(StandardCharsets.UTF_8))
        .path("list")
        .forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /// The last STATS.
  ObjectNode stats() throws InterruptedException {
    var text = calls().get("/stats", query(Map.of()));
    return ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A figure with its unit; −1 is unknown.
  static String known(JsonNode figure, String unit) {
    return figure.asInt(-1) < 0 ? "N/A" : figure.asInt() + unit;
  }

  PrintStream out() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }
}
