package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.instance.Desired.Bound;
import io.ciao.launcher.instance.Desired.Deletion;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.testing.Objects;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesiredReaderTest {
  private static final UnaryOperator<ObjectNode> WEB =
      Objects.instance("web", "u", "n1", "n1-uid", 7);
  private static final UnaryOperator<ObjectNode> DELETED =
      Objects.and(
          WEB,
          object -> {
            object.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
            return object;
          });

  @Test
  void readsWhatAnInstanceIsToBeHere() {
    assertThat(read(WEB, Source.API))
        .isEqualTo(
            new Desired(
                new InstanceName("u", "t1", "web"),
                1,
                new Bound("n1-uid", 7, false),
                Deletion.NONE,
                true,
                true,
                "docker"));
    assertThat(read(Objects.and(WEB, Objects.releasing()), Source.API).binding())
        .isEqualTo(new Bound("n1-uid", 7, true));
    assertThat(read(Objects.and(WEB, Objects.unbound()), Source.API).binding()).isNull();
    assertThat(read(Objects.and(WEB, Objects.running(false)), Source.API).running()).isFalse();
  }

  /// Data is erased for a deletion that the API showed to this life of the agent, for no other.
  @ParameterizedTest
  @CsvSource({"API, SHOWN_BY_API", "FRAME, SAID_BY_FRAME", "DISK, SAID_BY_FRAME"})
  void deletionIsWorthWhatItsSourceIs(Source source, Deletion deletion) {
    assertThat(read(DELETED, source).deletion()).isEqualTo(deletion);
    assertThat(read(WEB, source).deletion()).isEqualTo(Deletion.NONE);
  }

  private static Desired read(UnaryOperator<ObjectNode> make, Source source) {
    var kept = new KeptObjects(Optional.empty(), InstantSource.fixed(Instant.EPOCH));
    kept.joined(-1);
    kept.offer(make.apply(Json.object()), source);
    var object = kept.byUid(KeptKind.INSTANCE, "u").orElseThrow();
    return DesiredReader.read(object, object.as(Instance.class), "docker");
  }
}
