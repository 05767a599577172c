package io.ciao.launcher.desired;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.desired.References.Lookup;
import io.ciao.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The image `t1/tiny`, kept at version 5, in the API at version 6.
class ReferencesTest {
  private static final ObjectKey TINY = new ObjectKey("t1", "tiny");
  private static final RuntimeException AWAY =
      new ApiUnreachableException("the API does not answer", new IOException("away"));

  private final ManualClock clock = ManualClock.atStart();
  private final KeptObjects kept = new KeptObjects(Optional.empty(), clock);
  private final References references = new References(kept, this::ask, clock);
  private RuntimeException refusal;
  private ObjectNode shown = image(6);
  private int asked;

  private ObjectNode ask(ResourceType type, ObjectKey key) {
    assertThat(type).isEqualTo(ResourceType.IMAGES);
    assertThat(key).isEqualTo(TINY);
    asked++;
    if (refusal != null) {
      throw refusal;
    }
    return shown;
  }

  /// What came of looking, seconds after the image came.
  private Lookup find(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
    return references.find(KeptKind.IMAGE, TINY);
  }

  private static long version(Lookup lookup) {
    return ((Lookup.Found) lookup).object().version();
  }

  @ParameterizedTest
  @CsvSource({"FRAME, 9, 5", "API, 9, 5", "FRAME, 10, 6", "API, 10, 6", "DISK, 0, 6"})
  void whatCameAMomentAgoIsTakenAsItIsAndAllElseAsked(Source source, int age, long version) {
    kept.offer(image(5), source);

    assertThat(version(find(age))).isEqualTo(version);
    assertThat(asked).isEqualTo(version == 5 ? 0 : 1);
  }

  @Test
  void whatIsKeptServesWhileTheApiDoesNotAnswerAndItIsNotWaitedForSoonAgain() {
    kept.offer(image(5), Source.DISK);
    refusal = AWAY;

    assertThat(version(find(0))).isEqualTo(5);
    assertThat(version(find(29))).isEqualTo(5);
    assertThat(asked).isEqualTo(1);
    assertThat(version(find(1))).isEqualTo(5);
    assertThat(asked).as("after its time").isEqualTo(2);
  }

  @Test
  void apiThatAnswersAgainIsNotTakenForAwayAnyMore() {
    refusal = AWAY;
    find(0);
    refusal = null;
    assertThat(version(find(1))).isEqualTo(6);

    shown = image(7);

    assertThat(version(find(11))).isEqualTo(7);
  }

  @Test
  void whatNobodyKeepsIsAskedForEachTimeAndUnknownMeanwhile() {
    refusal = AWAY;

    assertThat(find(0)).isEqualTo(new Lookup.Unknown("the API does not answer"));
    assertThat(find(1)).isEqualTo(new Lookup.Unknown("the API does not answer"));
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void whatTheApiDoesNotHaveIsAbsentThoughItIsKept() {
    kept.offer(image(5), Source.DISK);
    refusal = new ApiException(404, "NotFound", "images tiny not found", List.of());

    assertThat(find(0)).isEqualTo(new Lookup.Absent("Image t1/tiny does not exist"));
  }

  @Test
  void refusalForAnotherReasonLeavesWhatIsKept() {
    refusal = new ApiException(500, "InternalError", "the store is away", List.of());
    assertThat(find(0)).isEqualTo(new Lookup.Unknown("Image t1/tiny: the store is away"));

    kept.offer(image(5), Source.DISK);
    assertThat(version(find(0))).isEqualTo(5);
  }

  @Test
  void answerThatCannotBeKeptIsNoObject() {
    shown = image(6);
    shown.withObject("/metadata").remove("uid");

    assertThat(find(0)).isEqualTo(new Lookup.Unknown("Image t1/tiny has no uid"));
  }

  private static ObjectNode image(long version) {
    var object = Json.object();
    object.put("kind", "Image");
    object
        .putObject("metadata")
        .put("name", "tiny")
        .put("namespace", "t1")
        .put("uid", "i")
        .put("resourceVersion", Long.toString(version));
    object.putObject("spec");
    return object;
  }
}
