package io.ciao.ctl.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.MergePatch;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import org.junit.jupiter.api.Test;

class MergeDifferenceTest {
  @Test
  void leadsFromTheOneTreeToTheOther() {
    Seeds.check(
        1000,
        random -> {
          var from = tree(random, 3);
          var to = tree(random, 3);

          assertThat(MergePatch.apply(from, MergeDifference.of(from, to))).isEqualTo(to);
        });
  }

  @Test
  void isEmptyForEqualTrees() {
    Seeds.check(
        100,
        random -> {
          var tree = tree(random, 3);

          assertThat(MergeDifference.of(tree, tree.deepCopy())).isEmpty();
        });
  }

  private static ObjectNode tree(Gen random, int depth) {
    var tree = Json.object();
    for (var i = random.between(0, 3); i > 0; i--) {
      var name = "f" + random.between(0, 3);
      switch (random.between(0, depth > 0 ? 2 : 1)) {
        case 0 -> tree.put(name, random.between(0, 2));
        case 1 -> tree.putArray(name).add(random.between(0, 2));
        default -> tree.set(name, tree(random, depth - 1));
      }
    }
    return tree;
  }
}
