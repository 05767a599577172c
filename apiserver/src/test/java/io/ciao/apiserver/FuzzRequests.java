package io.ciao.apiserver;

import io.ciao.testkit.Gen;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Malformed requests: correct HTTP/1.1 as far as framing goes, and wrong in body, path, query or
/// headers. Nothing that deletes for good, and no watch, so that others can be compared.
final class FuzzRequests {
  private static final List<String> PATHS =
      List.of(
          "/apis/ciao.io/v1/namespaces/fuzz/instances",
          "/apis/ciao.io/v1/namespaces/fuzz/instances/i1",
          "/apis/ciao.io/v1/namespaces/fuzz/instances/i1/status",
          "/apis/ciao.io/v1/namespaces/fuzz/instances/i1/log",
          "/apis/ciao.io/v1/namespaces/fuzz/instances/i1/scale",
          "/apis/ciao.io/v1/namespaces/fuzz/sshkeys",
          "/apis/ciao.io/v1/namespaces/fuzz/sshkeys/k1",
          "/apis/ciao.io/v1/namespaces/fuzz/images/x",
          "/apis/ciao.io/v1/namespaces/fuzz/workloads",
          "/apis/ciao.io/v1/namespaces/fuzz/tenantnetworks",
          "/apis/ciao.io/v1/namespaces/fuzz/concentrators",
          "/apis/ciao.io/v1/tenants",
          "/apis/ciao.io/v1/tenants/fuzz",
          "/apis/ciao.io/v1/nodes",
          "/apis/ciao.io/v1/nodes/n1/join",
          "/apis/ciao.io/v1/nodes/n1/joined",
          "/apis/ciao.io/v1/instances:bind",
          "/apis/ciao.io/v1/instances:unbind",
          "/apis/ciao.io/v1/instances:status",
          "/apis/ciao.io/v1/instances:check",
          "/api/v1/namespaces",
          "/api/v1/namespaces/fuzz/events",
          "/api/v1/namespaces/fuzz/secrets",
          "/apis/rbac.authorization.k8s.io/v1/clusterroles",
          "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
          "/apis",
          "/api",
          "/openapi/v3",
          "/openapi/v2",
          "/version",
          "/metrics");
  private static final List<String> SEGMENTS =
      List.of(
          "..",
          ".",
          "%2e%2e",
          "%2F",
          "%00",
          "%",
          "%zz",
          "%c3%28",
          "a%20b",
          "namespaces",
          "fuzz",
          "instances",
          "instances:bind",
          ":",
          "instances:",
          "status",
          "scale",
          "finalize",
          "apis",
          "ciao.io",
          "v1",
          "v0",
          "i1",
          "é",
          "*",
          "~",
          "a;b=c",
          "-",
          "A_B",
          "\"",
          "'",
          "\\",
          "|");
  private static final List<String> PARAMETERS =
      List.of(
          "limit",
          "continue",
          "resourceVersion",
          "resourceVersionMatch",
          "labelSelector",
          "fieldSelector",
          "sendInitialEvents",
          "allowWatchBookmarks",
          "timeoutSeconds",
          "maxSilenceSeconds",
          "includeObject",
          "fieldManager",
          "fieldValidation",
          "force",
          "pretty",
          "tailLines",
          "propagationPolicy",
          "gracePeriodSeconds",
          "stdin",
          "command",
          "x");
  private static final List<String> VALUES =
      List.of(
          "",
          "0",
          "1",
          "-1",
          "9223372036854775807",
          "9223372036854775808",
          "1e9",
          "true",
          "false",
          "Exact",
          "NotOlderThan",
          "a=b",
          "a in (b,c)",
          "!a",
          "a in (",
          "a,,b",
          "=",
          "==",
          "!=",
          "metadata.name=i1",
          "metadata.name",
          "spec.x=1",
          "status.binding.nodeName=n1",
          "None",
          "Object",
          "All",
          "Strict",
          "Warn",
          "Ignore",
          "eyJ2IjoxfQ",
          "%",
          "%g1",
          "%00",
          "%ff",
          "+",
          "\\",
          "a\\=b=c",
          "x".repeat(3_000),
          "Orphan",
          "Foreground");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/yaml",
          "application/merge-patch+json",
          "application/json-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml",
          "application/vnd.kubernetes.protobuf",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=b",
          "multipart/form-data",
          "text/html",
          "application/json; charset=\"",
          "",
          ";;;",
          "application/json;".repeat(30));
  private static final List<String> PATCH_TYPES = TYPES.subList(2, 6);
  private static final List<String> HEADERS =
      List.of(
          "Accept",
          "Accept-Encoding",
          "Authorization",
          "Impersonate-User",
          "Impersonate-Group",
          "Impersonate-Extra-a%2",
          "Ciao-Leader",
          "If-None-Match",
          "If-Match",
          "Range",
          "Origin",
          "User-Agent",
          "X-Forwarded-For",
          "Cookie",
          "Expect-CT",
          "Sec-WebSocket-Protocol",
          "Sec-WebSocket-Key",
          "Upgrade-Insecure-Requests",
          "TE",
          "Via");
  private static final List<String> HEADER_VALUES =
      List.of(
          "",
          "*",
          "*/*",
          "text/html",
          "application/json;as=Table;v=v1;g=meta.k8s.io",
          "application/json;as=Table;v=v9;g=meta.k8s.io",
          "application/json;as=;;=;",
          "application/vnd.kubernetes.protobuf",
          "gzip;q=x",
          "Bearer",
          "Bearer a.b.c",
          "Bearer eyJhbGciOiJub25lIn0.e30.",
          "Basic !!!",
          "scheduler/1",
          "scheduler/-1",
          "/",
          "scheduler/99999999999999999999",
          "bytes=0-",
          "system:masters",
          ",,,,",
          "a=\"b",
          "é",
          "x".repeat(6_000),
          "W/\"",
          "\"\"");
  private static final List<String> BODIES =
      List.of(
          "{\"apiVersion\":\"ciao.io/v1\",\"kind\":\"Instance\",\"metadata\":{\"name\":\"i1\",\"labels\":{\"a\":\"b\"}},"
              + "\"spec\":{\"image\":\"x\",\"resources\":{\"vcpus\":1,\"memory\":\"64Mi\"},\"command\":[\"a\",\"b\"]}}",
          "apiVersion: ciao.io/v1\n"
              + "kind: SSHKey\n"
              + "metadata:\n"
              + "  name: k1\n"
              + "spec:\n"
              + "  publicKey: ssh-ed25519 AAAA\n",
          "{\"metadata\":{\"labels\":{\"a\":null},\"resourceVersion\":\"1\"},\"spec\":{\"running\":false}}",
          "[{\"op\":\"replace\",\"path\":\"/spec/running\",\"value\":true},{\"op\":\"test\",\"path\":\"/a/-\",\"value\":1}]",
          "{\"items\":[{\"namespace\":\"fuzz\",\"name\":\"i1\",\"uid\":\"u\",\"generation\":1,\"nodeName\":\"n\",\"nodeUID\":\"u\","
              + "\"network\":{\"subnet\":\"1\",\"concentrator\":\"c\",\"address\":\"10.0.0.2\",\"mac\":\"m\"}}]}",
          "{\"items\":[{\"namespace\":\"fuzz\",\"name\":\"i1\",\"uid\":\"u\",\"epoch\":1,\"report\":{\"epoch\":1,\"incarnation\":1,"
              + "\"seq\":1,\"facts\":{\"state\":\"Running\"}},\"conditions\":[{\"type\":\"Scheduled\",\"status\":\"True\"}]}]}",
          "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"uid\":\"x\"},\"propagationPolicy\":\"Orphan\"}",
          "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"},\"data\":{\"a\":\"YQ==\"}}",
          "a: &a [1,2]\nb: *a\nc: !!int \"7\"\n<<: *a\n",
          "k8s\u0000\n\u0000\u0012\u0004abcd",
          "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\nx\r\n--b--\r\n",
          "");
  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "null",
          "1e999",
          "-0",
          "123456789012345678901234567890",
          "\\u0000",
          "\\ud800",
          "\\",
          "\n",
          "\t",
          "- ",
          "&a ",
          "*a",
          "!!x ",
          "|",
          ">",
          "%",
          "#",
          "'",
          "\u0000",
          "\u00ff\u00fe",
          "true",
          "{\"a\":",
          "[[[[",
          "\"a\":1,\"a\":2",
          "---\n",
          "? ",
          "yes",
          "2026-01-01",
          "0x1F",
          "NaN",
          ".inf");

  /// Requests that would do, were their bodies not spoilt: so that more than the first check is
  /// reached.
  private static final List<Request> NEARLY_GOOD =
      List.of(
          new Request("POST", PATHS.get(0), TYPES.get(0), BODIES.get(0)),
          new Request("PUT", PATHS.get(1), TYPES.get(0), BODIES.get(0)),
          new Request("PATCH", PATHS.get(1), TYPES.get(2), BODIES.get(2)),
          new Request("PATCH", PATHS.get(1), TYPES.get(3), BODIES.get(3)),
          new Request("PATCH", PATHS.get(1), TYPES.get(5), BODIES.get(0)),
          new Request("PATCH", PATHS.get(2), TYPES.get(2), BODIES.get(2)),
          new Request("POST", PATHS.get(5), TYPES.get(1), BODIES.get(1)),
          new Request("POST", "/apis/ciao.io/v1/instances:bind", TYPES.get(0), BODIES.get(4)),
          new Request("POST", "/apis/ciao.io/v1/instances:status", TYPES.get(0), BODIES.get(5)),
          new Request("POST", "/apis/ciao.io/v1/instances:check", TYPES.get(0), BODIES.get(5)),
          new Request("DELETE", PATHS.get(1) + "?dryRun=All", TYPES.get(0), BODIES.get(6)),
          new Request("POST", "/api/v1/namespaces/fuzz/secrets", TYPES.get(0), BODIES.get(7)));

  private record Request(String method, String target, String type, String body) {}

  private final Gen gen;

  FuzzRequests(Gen gen) {
    this.gen = gen;
  }

  /// The bytes of one request.
  byte[] next() {
    if (gen.oneIn(3)) {
      Request request = gen.oneOf(NEARLY_GOOD);
      byte[] body = request.body.getBytes(StandardCharsets.ISO_8859_1);
      for (int i = gen.oneIn(20) ? 0 : gen.between(1, 3); i > 0; i--) {
        body = mutated(body);
      }
      String head = request.method + " " + request.target + " HTTP/1.1\r\nHost: fuzz\r\n";
      return bytes(head + "Content-Type: " + request.type + "\r\n", body);
    }
    String method =
        gen.oneIn(40)
            ? gen.pick("OPTIONS", "FROB", "get", "TRACE")
            : gen.pick("GET", "GET", "POST", "POST", "PUT", "PATCH", "PATCH", "DELETE");
    byte[] body = method.equals("GET") ? new byte[0] : body();
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path()).append(query(method)).append(" HTTP/1.1\r\n");
    head.append("Host: fuzz\r\n");
    if (!method.equals("GET") || gen.oneIn(10)) {
      head.append("Content-Type: ").append(type(method)).append("\r\n");
    }
    for (int i = gen.between(0, 3); i > 0; i--) {
      head.append(gen.oneOf(HEADERS)).append(": ").append(gen.oneOf(HEADER_VALUES)).append("\r\n");
    }
    return bytes(head.toString(), body);
  }

  private static byte[] bytes(String head, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(
        ("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(body);
    return out.toByteArray();
  }

  private String type(String method) {
    if (gen.oneIn(3)) {
      return gen.oneOf(TYPES);
    }
    return method.equals("PATCH") ? gen.oneOf(PATCH_TYPES) : "application/json";
  }

  private String path() {
    if (!gen.oneIn(3)) {
      return gen.oneOf(PATHS);
    }
    StringBuilder path = new StringBuilder(gen.coin() ? gen.oneOf(PATHS) : "");
    for (int i = gen.between(1, 4); i > 0; i--) {
      path.append('/').append(gen.oneOf(SEGMENTS));
    }
    if (gen.oneIn(50)) {
      path.append("/").append("long".repeat(gen.between(10, 1_000)));
    }
    return path.toString().replace(' ', '+');
  }

  private String query(String method) {
    // Whatever a DELETE hits is to stay.
    StringBuilder query = new StringBuilder(method.equals("DELETE") ? "?dryRun=All" : "");
    for (int i = gen.coin() ? 0 : gen.between(1, 3); i > 0; i--) {
      query.append(query.isEmpty() ? '?' : '&');
      String value = gen.oneOf(VALUES);
      query.append(gen.oneOf(PARAMETERS)).append('=').append(value.replace(' ', '+'));
    }
    if (gen.oneIn(40)) {
      query.append(query.isEmpty() ? '?' : '&').append("watch=perhaps");
    }
    return query.toString();
  }

  private byte[] body() {
    if (gen.oneIn(2_000)) {
      return "[".repeat(gen.between(100, 200_000)).getBytes(StandardCharsets.US_ASCII);
    }
    byte[] body = gen.oneOf(BODIES).getBytes(StandardCharsets.ISO_8859_1);
    for (int i = gen.oneIn(3) ? 0 : gen.between(1, 4); i > 0; i--) {
      body = mutated(body);
    }
    return body;
  }

  private byte[] mutated(byte[] body) {
    int at = gen.between(0, body.length);
    return switch (gen.between(0, 4)) {
      case 0 -> joined(body, at, gen.oneOf(TOKENS).getBytes(StandardCharsets.ISO_8859_1), at);
      case 1 -> joined(body, at, new byte[0], Math.min(body.length, at + gen.between(1, 8)));
      case 2 -> joined(body, at, new byte[] {(byte) gen.between(0, 255)}, at);
      case 3 -> joined(body, at, new byte[0], body.length);
      default -> joined(body, at, body, at);
    };
  }

  /// `body` up to `from`, then `middle`, then `body` from `to` on.
  private static byte[] joined(byte[] body, int from, byte[] middle, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(body, 0, from);
    out.writeBytes(middle);
    out.write(body, to, body.length - to);
    return out.toByteArray();
  }
}
