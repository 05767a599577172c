package io.ciao.linux.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PresentVnisTest {
  @Test
  void findsWhatIsOfThisNodeAndNothingElse() {
    var names =
        List.of(
            "ciao-4098",
            "ciao-4096",
            "ciao-cnci-4096",
            "ciao-cnci-4100",
            "ciao-tr-4101",
            "ciao-cn1-4102",
            "ciao-other-4103",
            "xciao-4104",
            "ciao",
            "ciao-",
            "ciao-123456789",
            "ciao-16777216",
            "ciao-4095",
            "ciao-4105x");

    assertThat(PresentVnis.of("ciao", names)).containsExactly(4096L, 4098L, 4100L, 4101L);
    assertThat(PresentVnis.of("ciao-cn1", names)).containsExactly(4102L);
  }

  @Test
  void namesAreThoseThatAreMade() {
    var names =
        List.of(
            NamespaceNames.ofSubnet("n", 4096).name(),
            NamespaceNames.ofConcentrator("n", 4097).name());

    assertThat(PresentVnis.of("n", names)).containsExactly(4096L, 4097L);
  }
}
