package io.ciao.ctl.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectDiffTest {
  @Test
  void showsWhatChangesButNotWhatTheServerKeepsForItself() {
    var before =
        tree("{kind: A, metadata: {name: a, resourceVersion: '1'}, spec: {x: 1}, status: {s: 1}}");
    var after =
        tree("{kind: A, metadata: {name: a, resourceVersion: '2'}, spec: {x: 2}, status: {s: 2}}");

    assertThat(ObjectDiff.of("a/a", Optional.of(before), Optional.of(after)).orElseThrow())
        .startsWith("--- live/a/a\n+++ files/a/a\n")
        .contains("-  x: 1\n+  x: 2\n")
        .doesNotContain("resourceVersion", "status");
  }

  @Test
  void saysNothingWhereOnlyTheServersOwnDiffers() {
    var before = tree("{kind: A, metadata: {name: a, resourceVersion: '1'}}");
    var after = tree("{kind: A, metadata: {name: a, resourceVersion: '2'}}");

    assertThat(ObjectDiff.of("a/a", Optional.of(before), Optional.of(after))).isEmpty();
  }

  @Test
  void neverShowsValuesOfSecrets() {
    var before = tree("{kind: Secret, metadata: {name: s}, data: {same: c2FtZQ==, other: b2xk}}");
    var after =
        tree(
            "{kind: Secret, metadata: {name: s}, data: {same: c2FtZQ==, other: bmV3, more: eA==}}");

    assertThat(ObjectDiff.of("secret/s", Optional.of(before), Optional.of(after)).orElseThrow())
        .contains("-  other: \"*** (before)\"", "+  other: \"*** (after)\"", "+  more:")
        .doesNotContain("c2FtZQ", "b2xk", "bmV3", "eA==");
  }

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(("---\n" + yaml).getBytes(StandardCharsets.UTF_8));
  }
}
