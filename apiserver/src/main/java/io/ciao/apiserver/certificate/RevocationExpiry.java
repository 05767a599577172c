package io.ciao.apiserver.certificate;

import io.ciao.api.certificate.CertificateRevocation;
import io.ciao.api.codec.Json;
import io.ciao.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which revocations may go: those whose certificates have all ended, and those of a node that a
/// later one says again for at least as long. Without them the same certificates are refused. Pure.
public final class RevocationExpiry {
  /// A server whose clock is behind must not let in what has ended.
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private static final Comparator<Read> LATER_FIRST =
      Comparator.comparing(Read::made).thenComparing(read -> read.object().key().name()).reversed();

  private RevocationExpiry() {}

  /// @param node of whom all certificates are meant; null: a single one is
  /// @param made when the object was
  /// @param end when the last certificate that is meant has ended
  private record Read(StoredObject object, @Nullable String node, Instant made, Instant end) {}

  /// Those that may go. One that cannot be read stays.
  public static List<StoredObject> ended(List<StoredObject> revocations, Instant now) {
    List<Read> all = new ArrayList<>();
    revocations.forEach(object -> read(object, all));
    all.sort(LATER_FIRST);
    List<StoredObject> ended = new ArrayList<>();
    Map<String, Instant> said = new HashMap<>();
    for (Read one : all) {
      Instant later = one.node() == null ? null : said.get(one.node());
      if (one.end().isBefore(now.minus(CLOCK_SKEW))
          || (later != null && !later.isBefore(one.end()))) {
        ended.add(one.object());
      } else if (one.node() != null) {
        said.put(one.node(), one.end());
      }
    }
    return ended;
  }

  private static void read(StoredObject object, List<Read> into) {
    try {
      CertificateRevocation read = Json.toRecord(object.tree(), CertificateRevocation.class);
      Instant made = read.metadata().creationTimestamp();
      Instant end = read.spec().notAfter();
      into.add(
          new Read(
              object,
              read.spec().nodeName(),
              made == null ? Instant.MAX : made,
              end == null ? Instant.MAX : end));
    } catch (RuntimeException unreadable) {
      // Revocations says so in the log.
    }
  }
}
