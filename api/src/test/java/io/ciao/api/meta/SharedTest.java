package io.ciao.api.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedTest {
  private static final ObjectKey OWN = new ObjectKey("team", "x");
  private static final ObjectKey COMMON = new ObjectKey(Shared.TENANT, "x");

  private static Shared<String> resolve(String tenant, Map<ObjectKey, String> objects) {
    return Shared.resolve(
        tenant, "x", key -> Optional.ofNullable(objects.get(key)), "public"::equals);
  }

  @Test
  void ownObjectComesFirstWhateverItsVisibility() {
    assertThat(resolve("team", Map.of(OWN, "private", COMMON, "public")))
        .isEqualTo(new Shared.Usable<>("private"));
  }

  @Test
  void ofTheOthersOnlyThePublicOneMayBeUsed() {
    assertThat(resolve("team", Map.of(COMMON, "public")).usable()).contains("public");
    assertThat(resolve("team", Map.of(COMMON, "private")))
        .isEqualTo(new Shared.Private<>("private"));
    assertThat(resolve("team", Map.of(COMMON, "private")).usable()).isEmpty();
    assertThat(resolve("team", Map.of())).isEqualTo(new Shared.Absent<>());
  }

  @Test
  void tenantDefaultHasItsOwn() {
    assertThat(resolve(Shared.TENANT, Map.of(COMMON, "private")).usable()).contains("private");
  }

  @Test
  void whatIsUnknownIsNotReplacedByThePublicOne() {
    assertThatThrownBy(
            () ->
                Shared.<String>resolve(
                    "team",
                    "x",
                    key -> {
                      if (key.equals(OWN)) {
                        throw new IllegalStateException("no answer");
                      }
                      return Optional.of("public");
                    },
                    _ -> true))
        .hasMessage("no answer");
  }
}
