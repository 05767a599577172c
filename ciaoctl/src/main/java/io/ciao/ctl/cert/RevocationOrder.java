package io.ciao.ctl.cert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.certificate.CertificateRevocation;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.ssntp.cert.PemFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Tells the cluster which certificates count no longer.
public final class RevocationOrder {
  private static final int AUTHORITY_BYTES_MAX = 1 << 20;

  private RevocationOrder() {}

  /// Revokes every certificate that the node has had so far. When they have all ended nobody can
  /// know; those who signed them have ended by then.
  ///
  /// @param why for people; empty: nothing
  public static void ofNode(ApiClient client, String node, String why) {
    var object = object(end(authorities(client)), why);
    metadata(object).put("generateName", node + "-");
    spec(object).put("nodeName", node);
    client.create(ResourceType.CERTIFICATE_REVOCATIONS, null, object);
  }

  /// Revokes one certificate.
  ///
  /// @param serial hexadecimal
  /// @param end when it has ended
  /// @throws io.ciao.api.client.ApiException 409 if it is revoked already
  static void ofSerial(ApiClient client, String serial, Instant end, String why) {
    var object = object(end, why);
    metadata(object).put("name", nameOf(serial));
    spec(object).put("serialNumber", serial);
    client.create(ResourceType.CERTIFICATE_REVOCATIONS, null, object);
  }

  /// The object that revokes one certificate.
  static String nameOf(String serial) {
    return "serial-" + serial;
  }

  /// Whose certificates the cluster takes.
  static List<X509Certificate> authorities(ApiClient client) {
    try (var body = client.stream("/authority")) {
      var text = new String(body.readNBytes(AUTHORITY_BYTES_MAX), StandardCharsets.US_ASCII);
      return PemFiles.parseCertificates(Path.of("/authority"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// When the last one of these ends, and with it whatever they signed.
  static Instant end(List<X509Certificate> authorities) {
    return authorities.stream()
        .map(each -> each.getNotAfter().toInstant())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private static ObjectNode object(Instant end, String why) {
    var object = Json.object();
    object.put("apiVersion", "ciao.io/v1").put("kind", CertificateRevocation.KIND);
    object.putObject("metadata");
    var spec = object.putObject("spec");
    spec.put("notAfter", end.truncatedTo(ChronoUnit.SECONDS).toString());
    if (!why.isEmpty()) {
      spec.put("why", why);
    }
    return object;
  }

  private static ObjectNode metadata(ObjectNode object) {
    return object.withObject("/metadata");
  }

  private static ObjectNode spec(ObjectNode object) {
    return object.withObject("/spec");
  }
}
