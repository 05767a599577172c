package io.ciao.apiserver.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.store.ResourceKey;
import io.ciao.store.StoredObject;
import io.ciao.store.StoredObjects;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RevocationExpiryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private static StoredObject revocation(String name, Instant made, String spec) {
    return StoredObjects.of(
        ResourceKey.cluster("certificaterevocations", name),
        640,
        "metadata: {name: %s, uid: u-%s, creationTimestamp: '%s'}\nspec: {%s}\n"
            .formatted(name, name, made, spec),
        Map.of());
  }

  private static StoredObject serial(String name, String more) {
    return revocation(name, NOW.minus(HOUR.multipliedBy(99)), "serialNumber: 'ab'" + more);
  }

  private static StoredObject node(String name, int minutesAgo, String more) {
    return revocation(name, NOW.minus(Duration.ofMinutes(minutesAgo)), "nodeName: cn1" + more);
  }

  private static String until(Instant end) {
    return ", notAfter: '" + end + "'";
  }

  @Test
  void oneGoesAnHourAfterItsCertificateHasEnded() {
    StoredObject over = serial("over", until(NOW.minus(HOUR).minusSeconds(1)));
    StoredObject justOver = serial("just", until(NOW.minus(HOUR)));
    StoredObject good = serial("good", until(NOW.plus(HOUR)));
    StoredObject unknown = serial("unknown", "");
    StoredObject broken = serial("broken", ", notAfter: soon");

    List<StoredObject> all = List.of(good, over, unknown, broken, justOver);
    assertThat(RevocationExpiry.ended(all, NOW)).containsExactly(over);
    assertThat(RevocationExpiry.ended(all, NOW.plusSeconds(1)))
        .containsExactlyInAnyOrder(over, justOver);
    assertThat(RevocationExpiry.ended(all, NOW.plus(HOUR.multipliedBy(3))))
        .containsExactlyInAnyOrder(over, justOver, good);
  }

  @Test
  void ofANodeTheLatestStaysAndWhatGoesOnForLongerThanIt() {
    StoredObject first = node("first", 30, until(NOW.plus(HOUR)));
    StoredObject longer = node("longer", 20, until(NOW.plus(HOUR.multipliedBy(9))));
    StoredObject last = node("last", 10, until(NOW.plus(HOUR.multipliedBy(2))));
    StoredObject other =
        revocation("other", NOW.minus(HOUR), "nodeName: cn2" + until(NOW.plus(HOUR)));

    assertThat(RevocationExpiry.ended(List.of(first, longer, last, other), NOW))
        .containsExactly(first);
    StoredObject forEver = node("for-ever", 5, "");
    assertThat(RevocationExpiry.ended(List.of(first, longer, forEver, last, other), NOW))
        .containsExactlyInAnyOrder(first, longer, last);
  }
}
