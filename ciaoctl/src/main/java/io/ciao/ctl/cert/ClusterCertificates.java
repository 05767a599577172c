package io.ciao.ctl.cert;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.node.Node;
import io.ciao.api.node.NodeCertificate;
import io.ciao.ssntp.cert.CertificateRenewal;
import io.ciao.ssntp.cert.PeerIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The certificates that a cluster shows: servers' as the apiserver that is asked sees them, nodes'
/// as their agents say.
final class ClusterCertificates {
  private static final int METRICS_BYTES_MAX = 16 << 20;
  private static final int HEX = 16;
  private static final Pattern LEFT =
      Pattern.compile("ciao_certificate_expiry_seconds\\{certificate=\"([^\"]+)\"} (-?[0-9.E]+)");

  private final ApiClient client;
  private final Instant now;

  ClusterCertificates(ApiClient client, Instant now) {
    this.client = client;
    this.now = now;
  }

  void addTo(ExpiryTable table) throws IOException {
    addServers(table);
    for (var tree : client.list(ResourceType.NODES, null, ListQuery.ALL).items()) {
      var node = Json.toRecord(tree, Node.class);
      add(node.metadata().requireName(), node.status().certificate(), table);
    }
  }

  private static void add(String node, @Nullable NodeCertificate told, ExpiryTable table) {
    if (told == null || told.notAfter() == null) {
      return;
    }
    var begin = told.notBefore();
    var serial = told.serialNumber();
    table.add(
        "node/" + node,
        PeerIdentity.NODE_PREFIX + node,
        "node",
        told.notAfter(),
        begin == null || serial == null
            ? null
            : CertificateRenewal.due(begin, told.notAfter(), new BigInteger(serial, HEX)));
  }

  /// Of the figures that it has for its own monitoring.
  private void addServers(ExpiryTable table) throws IOException {
    try (var body = client.stream("/metrics")) {
      var text = new String(body.readNBytes(METRICS_BYTES_MAX), StandardCharsets.UTF_8);
      var found = LEFT.matcher(text);
      while (found.find()) {
        var what = found.group(1);
        if (!what.startsWith("node/")) {
          var seconds = (long) Double.parseDouble(found.group(2));
          table.add("cluster", what, purpose(what), now.plusSeconds(seconds), null);
        }
      }
    } catch (ApiException e) {
      OutputArguments.err()
          .println("ciaoctl: certificates of servers are not shown: " + e.getMessage());
    }
  }

  private static String purpose(String what) {
    return switch (what) {
      case "authority" -> "CA";
      case "apiserver", "serving" -> "API";
      default -> "Scheduler";
    };
  }
}
