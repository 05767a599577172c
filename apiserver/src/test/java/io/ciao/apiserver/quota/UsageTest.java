package io.ciao.apiserver.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UsageTest {
  private static final Amounts SMALL =
      Amounts.NONE.with(Amount.INSTANCES, 1).with(Amount.VCPUS, 2).with(Amount.MEMORY, 512L << 20);

  @Test
  void chargesWhatFits() throws Exception {
    Usage usage = held("limits: {instances: 2, vcpus: 4, memory: 1Gi}");

    Usage one = fits(usage.apply(create(SMALL)));
    Usage two = fits(one.apply(create(SMALL)));

    assertThat(two.used().used(Amount.VCPUS)).isEqualTo(4);
    assertThat(two.used().used(Amount.MEMORY)).isEqualTo(1L << 30);
  }

  @Test
  void namesEveryLimitOfAQuotaThatSaysNo() throws Exception {
    Usage usage = held("limits: {instances: 5, vcpus: 3, memory: 768Mi}");

    Usage one = fits(usage.apply(create(SMALL)));

    assertThat(one.apply(create(SMALL)))
        .isEqualTo(
            new Usage.Outcome.Exceeds(
                "exceeded quota: a, requested: vcpus=2,memory=512Mi, used: vcpus=2,memory=512Mi,"
                    + " limited: vcpus=3,memory=768Mi"));
  }

  @Test
  void limitsOneObject() throws Exception {
    Usage usage = held("perInstance: {vcpus: 1}\nperVolume: {size: 1Gi}");

    assertThat(usage.apply(create(SMALL)))
        .isEqualTo(
            new Usage.Outcome.Exceeds(
                "exceeded quota: a, requested: vcpus=2, limit of one object: vcpus=1"));
    assertThat(usage.apply(new UsageChange.Charge("volumes", Amounts.NONE, storage(2L << 30))))
        .isInstanceOf(Usage.Outcome.Exceeds.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limits: {vcpus: 4}                 | ''",
        "limits: {vcpus: 3}                 |"
            + " 'exceeded quota: a, requested: vcpus=2, used: vcpus=2, limited: vcpus=3'",
        "perInstance: {vcpus: 4}            | ''",
        "perInstance: {vcpus: 3}            |"
            + " 'exceeded quota: a, requested: vcpus=4, limit of one object: vcpus=3'",
        "perInstance: {vcpus: 4, memory: 1} | ''",
      })
  void ofAChangedObjectTheDifferenceIsCharged(String limits, String refusal) throws Exception {
    Amounts grown = SMALL.with(Amount.VCPUS, 4);
    Usage used = fits(Usage.NONE.apply(create(SMALL)));
    Usage limited = fits(used.apply(new UsageChange.Hold("a", spec(limits))));

    Usage.Outcome outcome = limited.apply(new UsageChange.Charge("instances", SMALL, grown));

    if (refusal.isEmpty()) {
      assertThat(fits(outcome).used()).isEqualTo(grown);
    } else {
      assertThat(outcome).isEqualTo(new Usage.Outcome.Exceeds(refusal));
    }
  }

  @Test
  void anAmountComesToTheOthers() {
    Amounts two = Amounts.NONE.with(Amount.VOLUMES, 1).with(Amount.VOLUME_STORAGE, 1L << 30);

    assertThat(two.values()).containsOnlyKeys(Amount.VOLUMES, Amount.VOLUME_STORAGE);
  }

  @Test
  void theLimitsOfEveryQuotaAreStoredWithTheUsage() throws Exception {
    Usage usage =
        fits(
            held("limits: {vcpus: 9, memory: 1Gi}\nperInstance: {memory: 1073741824}")
                .apply(new UsageChange.Hold("b", spec("perVolume: {size: 5Gi}"))));

    Usage read = Usage.read(fits(usage.apply(create(SMALL))).text());

    assertThat(read.limits())
        .isEqualTo(usage.limits())
        .containsEntry("b", new Limits(Amounts.NONE, Amounts.NONE, storage(5L << 30)));
    assertThat(read.used()).isEqualTo(SMALL);
  }

  @Test
  void peopleReadAllAmountsAndBytesAsQuantities() {
    assertThat(SMALL.texts())
        .hasToString(
            "{\"instances\":1,\"vcpus\":2,\"memory\":\"512Mi\",\"sharedDisk\":\"0\","
                + "\"volumes\":0,\"volumeStorage\":\"0\",\"externalIPs\":0,\"images\":0}");
  }

  private static Amounts storage(long bytes) {
    return Amounts.NONE.with(Amount.VOLUME_STORAGE, bytes);
  }

  @Test
  void letsEverybodyShrinkAlsoWhereTheQuotaWasLowered() throws Exception {
    Usage usage = fits(held("limits: {vcpus: 9}").apply(create(SMALL)));
    Usage lowered = fits(usage.apply(new UsageChange.Hold("a", spec("limits: {vcpus: 0}"))));

    Usage gone = fits(lowered.apply(new UsageChange.Charge("instances", SMALL, Amounts.NONE)));

    assertThat(gone.used()).isEqualTo(Amounts.NONE);
  }

  @Test
  void holdsNobodyOnceTheQuotaIsGone() throws Exception {
    Usage usage = held("limits: {vcpus: 0}");

    assertThat(usage.apply(create(SMALL))).isInstanceOf(Usage.Outcome.Exceeds.class);
    fits(fits(usage.apply(new UsageChange.Release("a"))).apply(create(SMALL)));
  }

  @Test
  void isNotFooledBySumsBeyond64Bits() throws Exception {
    Amounts huge = Amounts.NONE.with(Amount.MEMORY, Long.MAX_VALUE);
    Usage limited = fits(held("limits: {memory: 1Gi}").apply(create(SMALL)));
    Usage unlimited = fits(Usage.NONE.apply(create(SMALL)));

    assertThat(limited.apply(create(huge))).isInstanceOf(Usage.Outcome.Exceeds.class);
    assertThat(unlimited.apply(create(huge))).isInstanceOf(Usage.Outcome.Exceeds.class);
    assertThat(fits(Usage.NONE.apply(create(huge))).used()).isEqualTo(huge);
  }

  @Test
  void returnsExactlyWhatItTook() {
    Seeds.check(
        200,
        gen -> {
          Usage usage = Usage.NONE;
          List<Amounts> live = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            boolean takes = live.isEmpty() || !gen.oneIn(3);
            Amounts amounts = takes ? amounts(gen) : live.remove(gen.between(0, live.size() - 1));
            if (takes) {
              live.add(amounts);
            }
            UsageChange back = new UsageChange.Charge("instances", amounts, Amounts.NONE);
            usage = fits(usage.apply(takes ? create(amounts) : back));
            assertThat(Usage.read(usage.text())).isEqualTo(usage);
            assertThat(usage.used()).isEqualTo(sum(live));
          }
        });
  }

  private static Amounts sum(List<Amounts> live) {
    Amounts sum = Amounts.NONE;
    for (Amounts one : live) {
      sum = sum.changed(Amounts.NONE, one);
    }
    return sum;
  }

  private static Amounts amounts(Gen gen) {
    Amounts amounts = Amounts.NONE;
    for (Amount amount : Amount.values()) {
      if (gen.coin()) {
        amounts = amounts.with(amount, gen.between(1, Integer.MAX_VALUE - 1));
      }
    }
    return amounts;
  }

  private static UsageChange create(Amounts amounts) {
    return new UsageChange.Charge("instances", Amounts.NONE, amounts);
  }

  private static Usage held(String yaml) throws Exception {
    return fits(Usage.NONE.apply(new UsageChange.Hold("a", spec(yaml))));
  }

  private static ObjectNode spec(String yaml) throws Exception {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static Usage fits(Usage.Outcome outcome) {
    assertThat(outcome).isInstanceOf(Usage.Outcome.Fits.class);
    return ((Usage.Outcome.Fits) outcome).usage();
  }
}
