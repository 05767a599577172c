package io.ciao.ctl.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.instanceset.RevisionData;
import io.ciao.api.instanceset.SetRevision;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevisionTableTest {
  private static final Instant NOW = Instant.parse("2026-11-21T22:08:00Z");

  @Test
  void tellsWhatEachRevisionChangedAndWhichIsPresent() {
    var first = revision(1, "u/1", "\"image\": \"a\", \"resources\": {\"memory\": \"64Mi\"}");
    var second = revision(2, "u/2", "\"image\": \"b\", \"resources\": {\"memory\": \"128Mi\"}");
    var third = revision(3, null, "\"image\": \"b\", \"resources\": {\"memory\": \"128Mi\"}");

    assertThat(text(List.of(first, second, third), false))
        .isEqualTo(
            """
            REVISION      AGE   WORKLOAD   WORKLOAD-VERSION   CHANGED
            1             8m    w          1                  -
            2             8m    w          2                  image, resources.memory
            3 (present)   8m    w          -                  -
            """);
    assertThat(text(List.of(first), true)).contains("TEMPLATE").contains("h1");
  }

  private static SetRevision revision(long number, @Nullable String workload, String fields) {
    var json =
        "{\"template\": {\"spec\": {\"workload\": \"w\"}}, \"workload\": {\"runtime\": \"container\", %s}}"
            .formatted(fields);
    var data = Json.toRecord(Json.parse(json.getBytes(StandardCharsets.UTF_8)), RevisionData.class);
    return new SetRevision(
        number, "h" + number, workload, Instant.parse("2026-11-21T22:00:00Z"), data.text());
  }

  private static String text(List<SetRevision> revisions, boolean hashes) {
    var bytes = new ByteArrayOutputStream();
    RevisionTable.of(revisions, hashes, NOW)
        .print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
