package io.ciao.api.instance.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Ids of OpenTelemetry traces and spans. They follow from what is traced, so that whoever sends a
/// span, and however often, means the same one.
public final class TraceIds {
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  private TraceIds() {}

  /// The trace of all instances of one label in a tenant: 32 hexadecimal digits.
  public static String trace(String tenant, String label) {
    return digest(tenant + "/" + label, TRACE_BYTES);
  }

  /// The span of an instance's start, or of one step of it: 16 hexadecimal digits.
  ///
  /// @param name what tells the spans of one start apart
  public static String span(String uid, long epoch, String name) {
    return digest(uid + "/" + epoch + "/" + name, SPAN_BYTES);
  }

  private static String digest(String text, int bytes) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
