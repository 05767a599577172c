package io.ciao.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "z", "A", "Z", "_x", "$ref", "a0", "a9", "max-surge", "azAZ09"})
  void aWordStandsBehindADot(String key) {
    assertThat(FieldPath.root().child(key)).hasToString(key);
    assertThat(FieldPath.root().child("spec").child(key)).hasToString("spec." + key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "9a", "-a", "a.b", "a/b", "a b", "é", "a:", "@", "[", "`", "{"})
  void everyOtherKeyStandsInBrackets(String key) {
    assertThat(FieldPath.root().child("labels").child(key)).hasToString("labels[" + key + "]");
  }

  @Test
  void itemsAreCountedFromZero() {
    assertThat(FieldPath.root()).hasToString("");
    assertThat(FieldPath.root().child("spec").index(0).child("mac")).hasToString("spec[0].mac");
    assertThat(FieldPath.root().index(2)).hasToString("[2]");
  }
}
