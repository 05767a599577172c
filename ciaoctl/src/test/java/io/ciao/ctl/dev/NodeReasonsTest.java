package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NodeReasonsTest {
  @Test
  void namesFewAndCountsMany() {
    var reasons = new TreeMap<>(Map.of("cn1", "not there yet", "nn1", "not heard yet"));
    assertThat(NodeReasons.sentence(reasons)).isEqualTo("nn1 not heard yet; cn1 not there yet");

    for (int i = 0; i < 100; i++) {
      reasons.put("sim" + i, "not there yet");
    }
    assertThat(NodeReasons.sentence(reasons))
        .isEqualTo("nn1 not heard yet; 101 of them not there yet");
  }
}
