package io.ciao.api.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "512Mi,536870912,512Mi",
    "1024Mi,1073741824,1Gi",
    "1.5Gi,1610612736,1536Mi",
    "0.5Mi,524288,512Ki",
    "1Ki,1024,1Ki",
    "100Ki,102400,100Ki",
    "0.5Ki,512,512",
    "1G,1000000000,1G",
    "1000M,1000000000,1G",
    "1500k,1500000,1500k",
    "2,2,2",
    "+2,2,2",
    "2.,2,2",
    "2.0,2,2",
    "0,0,0",
    "-0,0,0",
    "0Gi,0,0",
    "1e3,1000,1e3",
    "1E3,1000,1e3",
    "12e-1,2,1200e-3",
    "5E,5000000000000000000,5E",
    "7Ei,8070450532247928832,7Ei",
    "1536,1536,1536",
    "2048,2048,2048",
    "500m,1,500m",
    "1001m,2,1001m",
    ".5,1,500m",
    "-1.5,-1,-1500m",
    "1u,1,1u",
    "0.5n,1,1n",
    "9223372036854775807,9223372036854775807,9223372036854775807"
  })
  void readsWhatKubernetesReads(String text, long bytes, String canonical) {
    var quantity = Quantity.parse(text);
    assertThat(quantity.bytes()).isEqualTo(bytes);
    assertThat(quantity).hasToString(canonical);
    assertThat(Quantity.parse(canonical)).isEqualByComparingTo(quantity).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource({"500m,500", "2,2000", "0.1,100", "1u,1", "1k,1000000", "1Ki,1024000", "-500m,-500"})
  void countsInThousandths(String text, long milli) {
    assertThat(Quantity.parse(text).milli()).isEqualTo(milli);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "Mi", "MB", "512 Mi", "1,5", "1.5.5", "abc", "0x10", "1_000", "--1", "5mi", "1e",
        "1e3Mi", ".", "1K", "٣"
      })
  void saysWhatAQuantityLooksLike(String text) {
    assertThatThrownBy(() -> Quantity.parse(text))
        .isInstanceOf(UnitFormatException.class)
        .hasMessage(
            "\"%s\" is no quantity; write a number and a suffix, for example 512Mi, 2, 500m or 1G",
            text);
  }

  @Test
  void namesWhatWasMeantByBytes() {
    assertThatThrownBy(() -> Quantity.parse("512MB"))
        .hasMessage("\"512MB\" is no quantity; write 512M or 512Mi");
    assertThatThrownBy(() -> Quantity.parse("1GiB")).hasMessageEndingWith("write 1G or 1Gi");
  }

  @Test
  void refusesWhatIsBeyond64Bits() {
    for (var text : new String[] {"9223372036854775808", "8Ei", "10E", "1e99", "-1e19"}) {
      assertThatThrownBy(() -> Quantity.parse(text))
          .isInstanceOf(UnitFormatException.class)
          .hasMessageContaining("is beyond 9223372036854775807");
    }
    assertThatThrownBy(() -> Quantity.parse("9000P").milli()).hasMessageContaining("9E is beyond");
    assertThatThrownBy(() -> Quantity.parse("1".repeat(100)))
        .hasMessageContaining("1…\" is no quantity");
  }

  @Test
  void comparesAmounts() {
    assertThat(Quantity.parse("1Gi")).isGreaterThan(Quantity.parse("1G"));
    assertThat(Quantity.parse("1024Mi"))
        .isEqualTo(Quantity.parse("1Gi"))
        .isEqualTo(Quantity.ofBytes(1 << 30));
    assertThat(Quantity.parse("2500m")).isEqualTo(Quantity.parse("2.5")).hasToString("2500m");
    assertThat(Quantity.parse("500m").isFractional()).isTrue();
    assertThat(Quantity.parse("-1").isNegative()).isTrue();
  }

  @Test
  void canonicalTextMeansTheSame() {
    var random = new SplittableRandom(7);
    for (var i = 0; i < 20_000; i++) {
      var bytes = random.nextLong() >> random.nextInt(63) << random.nextInt(12);
      var milli = random.nextLong() >> random.nextInt(63);
      assertThat(
              Quantity.parse(Quantity.ofBytes(bytes == Long.MIN_VALUE ? 0 : bytes).toString())
                  .bytes())
          .isEqualTo(bytes == Long.MIN_VALUE ? 0 : bytes);
      assertThat(Quantity.parse(Quantity.parse(milli + "m").toString()).milli()).isEqualTo(milli);
    }
  }
}
