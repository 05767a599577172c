package io.ciao.ssntp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesTest {

  @Test
  void bytesAreEqualByTheirContent() {
    assertThat(Bytes.utf8("abc"))
        .isEqualTo(Bytes.copyOf(new byte[] {'a', 'b', 'c'}))
        .hasSameHashCodeAs(Bytes.utf8("abc"))
        .isNotEqualTo(Bytes.utf8("abd"))
        .isNotEqualTo("abc");
    assertThat(Bytes.utf8("abc").hashCode()).isNotEqualTo(Bytes.utf8("abd").hashCode());
  }

  @Test
  void onlyTheFirstBytesAreShown() {
    assertThat(Bytes.utf8("0123456789abcdef"))
        .hasToString("16 bytes 30313233343536373839616263646566");
    assertThat(Bytes.utf8("0123456789abcdefg"))
        .hasToString("17 bytes 30313233343536373839616263646566…");
    assertThat(Bytes.EMPTY).hasToString("0 bytes ");
  }
}
