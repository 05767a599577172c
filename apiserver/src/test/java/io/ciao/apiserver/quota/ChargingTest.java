package io.ciao.apiserver.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.apiserver.status.GroupResource;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a write of an object charges its tenant.
final class ChargingTest {
  @ParameterizedTest
  @CsvSource({
    "size: 1Gi,        1073741824",
    "size: 1073741824, 1073741824",
    "source: {},       0"
  })
  void aVolumeCostsItsSize(String spec, long bytes) {
    Amounts cost = Amounts.NONE.with(Amount.VOLUMES, 1).with(Amount.VOLUME_STORAGE, bytes);

    assertThat(charged("volumes", null, volume(spec))).contains(charge(Amounts.NONE, cost));
    assertThat(charged("volumes", volume(spec), null)).contains(charge(cost, Amounts.NONE));
  }

  @Test
  void aChangeThatCostsWhatTheObjectDidChargesNothing() {
    assertThat(charged("volumes", volume("size: 1Gi"), volume("size: 1Gi, source: {}"))).isEmpty();
    assertThat(charged("volumes", volume("size: 1Gi"), volume("size: 2Gi"))).isPresent();
    assertThat(charged("secrets", null, volume("size: 1Gi"))).isEmpty();
  }

  @Test
  void aQuotaHoldsWhenItsLimitsChangeAndUntilItGoes() {
    ObjectNode some = volume("limits: {vcpus: 1}");
    ObjectNode more = volume("limits: {vcpus: 2}");

    assertThat(charged("quotas", null, some))
        .contains(new UsageChange.Hold("v", some.path("spec")));
    assertThat(charged("quotas", some, more))
        .contains(new UsageChange.Hold("v", more.path("spec")));
    assertThat(charged("quotas", some, some)).isEmpty();
    assertThat(charged("quotas", some, null)).contains(new UsageChange.Release("v"));
  }

  private static UsageChange charge(Amounts before, Amounts after) {
    return new UsageChange.Charge("volumes", before, after);
  }

  private static Optional<UsageChange> charged(
      String plural, @Nullable ObjectNode old, @Nullable ObjectNode next) {
    return Charging.of(new GroupResource("ciao.io", plural), old, next).map(Charging::change);
  }

  private static ObjectNode volume(String spec) {
    String yaml = "metadata: {namespace: team, name: v}\nspec: {" + spec + "}";
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
