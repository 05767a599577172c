package io.ciao.ctl.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.MergePatch;
import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreeWayPatchTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nothing to do          | {a: 1}             | {a: 1}             | {a: 1, status: {x: 1}} "
            + "   | {}",
        "changes a value        | {a: 1}             | {a: 2}             | {a: 1}                 "
            + "   | {a: 2}",
        "adds a value           | {}                 | {a: 1}             | {}                     "
            + "   | {a: 1}",
        "removes what it said   | {a: 1, b: 2}       | {a: 1}             | {a: 1, b: 2}           "
            + "   | {b: null}",
        "keeps what others said | {a: 1}             | {a: 1}             | {a: 1, b: 2}           "
            + "   | {}",
        "removes once only      | {b: 2}             | {}                 | {}                     "
            + "   | {}",
        "goes into maps         | {m: {a: 1, b: 2}}  | {m: {a: 3}}        | {m: {a: 1, b: 2, c: 4}}"
            + "   | {m: {a: 3, b: null}}",
        "replaces lists whole   | {l: [1, 2]}        | {l: [1, 3]}        | {l: [1, 2]}            "
            + "   | {l: [1, 3]}",
        "makes a map of a value | {a: 1}             | {a: {b: 1}}        | {a: 1}                 "
            + "   | {a: {b: 1}}",
        "mends a foreign change | {a: 1}             | {a: 1}             | {a: 9}                 "
            + "   | {a: 1}",
      })
  void patches(String what, String before, String wanted, String live, String patch) {
    var made = ThreeWayPatch.of(tree(before), tree(wanted), tree(live));

    assertThat(made).isEqualTo(tree(patch));
  }

  @Test
  void appliedPatchLeavesNothingToDo() {
    // given
    var before = tree("{spec: {a: 1, gone: 2, m: {x: 1}}}");
    var wanted = tree("{spec: {a: 5, m: {y: 2}, l: [1]}}");
    var live = tree("{spec: {a: 1, gone: 2, m: {x: 1, theirs: 3}}, status: {s: 1}}");

    // when
    var patched = (ObjectNode) MergePatch.apply(live, ThreeWayPatch.of(before, wanted, live));

    // then
    assertThat(ThreeWayPatch.of(wanted, wanted, patched)).isEmpty();
    assertThat(Json.writeText(patched.path("spec").path("m")))
        .isEqualTo(Json.writeText(tree("{theirs: 3, y: 2}")));
  }

  /// What starts with a brace is read as JSON; a comment before it makes it YAML.
  private static ObjectNode tree(String flow) {
    return ObjectReader.readOne(("# yaml\n" + flow).getBytes(StandardCharsets.UTF_8));
  }
}
