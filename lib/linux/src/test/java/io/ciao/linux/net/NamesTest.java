package io.ciao.linux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "1a", "name-of-16-chars", "x\ny", "a/b"})
  void whatIsNoLinkNameIsRefused(String name) {
    assertThatThrownBy(() -> LinkNames.require(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void portNamesAreStableDifferentAndRecognised() {
    assertThat(LinkNames.ofPort("a"))
        .isEqualTo(LinkNames.ofPort("a"))
        .isNotEqualTo(LinkNames.ofPort("b"));
    assertThat(LinkNames.isPort(LinkNames.ofPort("a"))).isTrue();
    assertThat(LinkNames.isPort("p-out")).isFalse();
    assertThat(LinkNames.ofUplink(16777215)).hasSizeLessThanOrEqualTo(LinkNames.MAX_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a b", "-x"})
  void whatIsNoNamespaceNameIsRefused(String name) {
    assertThatThrownBy(() -> new NetNamespace.Named(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void marksOfOthersAreNotOurs() {
    assertThat(Ownership.isOurs(Ownership.ofPort("x"))).isTrue();
    assertThat(Ownership.isOurs("docker")).isFalse();
    assertThat(Ownership.isOurs("")).isFalse();
    assertThatThrownBy(() -> Ownership.ofPort("a\nlink del br0"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
