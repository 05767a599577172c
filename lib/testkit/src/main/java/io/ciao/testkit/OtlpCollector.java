package io.ciao.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A collector of OpenTelemetry spans on a free loopback port: takes OTLP over HTTP, protobuf, and
/// keeps what it got. Safe for many threads.
public final class OtlpCollector implements AutoCloseable {
  private static final int TAG_TYPE_BITS = 3;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  /// A span as it was received; ids in hexadecimal, the parent empty for a root.
  public record Span(
      String traceId,
      String spanId,
      String parentId,
      String name,
      long startNanos,
      long endNanos,
      Map<String, String> resource,
      Map<String, String> attributes) {}

  private OtlpCollector(HttpServer server) {
    this.server = server;
  }

  public static OtlpCollector start() throws IOException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var collector = new OtlpCollector(HttpServer.create(loopback, 0));
    collector.server.setExecutor(collector.threads);
    collector.server.createContext("/v1/traces", collector::take);
    collector.server.start();
    return collector;
  }

  /// Its address, to which `/v1/traces` is added.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// What it got so far.
  public List<Span> spans() {
    return List.copyOf(spans);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var type = exchange.getRequestHeaders().getFirst("Content-Type");
      if (!"application/x-protobuf".equals(type)) {
        exchange.sendResponseHeaders(415, -1);
        return;
      }
      var request = exchange.getRequestBody().readAllBytes();
      for (var resourceSpans : messages(request, 1)) {
        var resource = attributes(messages(resourceSpans, 1), 1);
        for (var scopeSpans : messages(resourceSpans, 2)) {
          messages(scopeSpans, 2).forEach(span -> spans.add(span(span, resource)));
        }
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Span span(byte[] span, Map<String, String> resource) {
    var hex = HexFormat.of();
    return new Span(
        hex.formatHex(first(span, 1)),
        hex.formatHex(first(span, 2)),
        hex.formatHex(first(span, 4)),
        new String(first(span, 5), StandardCharsets.UTF_8),
        number(span, 7),
        number(span, 8),
        resource,
        attributes(List.of(span), 9));
  }

  /// The attributes that are texts or numbers, in a field of the first of some messages.
  private static Map<String, String> attributes(List<byte[]> holders, int field) {
    var found = new HashMap<String, String>();
    for (var holder : holders.subList(0, Math.min(1, holders.size()))) {
      for (var pair : messages(holder, field)) {
        var value = first(pair, 2);
        var text = messages(value, 1);
        found.put(
            new String(first(pair, 1), StandardCharsets.UTF_8),
            text.isEmpty()
                ? Long.toString(number(value, 3))
                : new String(text.getFirst(), StandardCharsets.UTF_8));
      }
    }
    return Map.copyOf(found);
  }

  private static byte[] first(byte[] message, int field) {
    var found = messages(message, field);
    return found.isEmpty() ? new byte[0] : found.getFirst();
  }

  private static List<byte[]> messages(byte[] message, int field) {
    var found = new ArrayList<byte[]>();
    read(message, field, (value, _) -> found.add(value));
    return found;
  }

  private static long number(byte[] message, int field) {
    var found = new ArrayList<Long>();
    read(message, field, (_, value) -> found.add(value));
    return found.isEmpty() ? 0 : found.getFirst();
  }

  private interface Found {
    void field(byte[] bytes, long number);
  }

  private static void read(byte[] message, int wanted, Found found) {
    var in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      var tag = varint(in);
      var bytes = new byte[0];
      var number = 0L;
      switch ((int) tag & 7) {
        case VARINT -> number = varint(in);
        case FIXED64 -> number = in.getLong();
        case BYTES -> {
          bytes = new byte[(int) varint(in)];
          in.get(bytes);
        }
        default -> number = in.getInt();
      }
      if (tag >> TAG_TYPE_BITS == wanted) {
        found.field(bytes, number);
      }
    }
  }

  private static long varint(ByteBuffer in) {
    var value = 0L;
    for (int shift = 0; ; shift += 7) {
      var next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
