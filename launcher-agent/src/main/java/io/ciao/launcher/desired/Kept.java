package io.ciao.launcher.desired;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ReadLimits;
import io.ciao.api.meta.ObjectKey;
import java.time.Instant;

/// One kept object. It is held as JSON text: a simulated node has thousands, and reading one takes
/// microseconds.
///
/// @param version its resourceVersion
/// @param source who brought this version
/// @param receivedAt when it came, or came again
public record Kept(
    KeptKind kind,
    ObjectKey key,
    String uid,
    long version,
    Source source,
    Instant receivedAt,
    String json) {

  /// Where a version came from. Some things may be done only on what the API itself showed.
  public enum Source {
    API,
    FRAME,
    /// From the disk, of an earlier life of the agent.
    DISK
  }

  private static final ReadLimits OWN = new ReadLimits(1 << 24, 128, 1_000_000, 0);

  public ObjectNode tree() {
    return Json.parse(json, OWN);
  }

  public <T> T as(Class<T> type) {
    return Json.toRecord(tree(), type);
  }

  /// Whether this is newer, or the API's copy of what somebody else brought.
  boolean replaces(Kept present) {
    return version > present.version
        || (version == present.version && source == Source.API && present.source != Source.API);
  }

  Kept seenAgain(Source by, Instant now) {
    return new Kept(kind, key, uid, version, by == Source.API ? by : source, now, json);
  }
}
