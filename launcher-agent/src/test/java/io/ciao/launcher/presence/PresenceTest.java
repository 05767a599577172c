package io.ciao.launcher.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.ledger.MembershipFile;
import io.ciao.launcher.ledger.MembershipFile.Membership;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import io.ciao.launcher.node.NodeMembership;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
  private static final long BOOT = Duration.ofHours(3).toNanos();

  private final MemoryLedgerStorage disk = new MemoryLedgerStorage();
  private long millis;

  private Presence presence(Membership onDisk) {
    new MembershipFile(disk).write(onDisk);
    return presenceAsOnDisk();
  }

  private Presence presenceAsOnDisk() {
    return presence(new NodeMembership(new MembershipFile(disk)));
  }

  private Presence presence(NodeMembership membership) {
    return new Presence(membership, this::now, () -> DAY.plusMillis(millis));
  }

  private long now() {
    return BOOT + Duration.ofMillis(millis).toNanos();
  }

  @Test
  void answeredRenewalAllowsStartsForSixSecondsFromWhenItWasSent() {
    var presence = presence(new Membership(7, true));
    var sent = now();
    millis = 400;

    var allowed = presence.renewed(7, sent);

    assertThat(allowed).isTrue();
    millis = 5_999;
    assertThatCode(() -> presence.check("u1")).doesNotThrowAnyException();
    assertThat(presence.heldSince()).isEmpty();
    millis = 6_000;
    assertThat(presence.heldSince()).hasValue(DAY.plusSeconds(6));
    assertThatThrownBy(() -> presence.check("u1"))
        .isInstanceOfSatisfying(
            DriverException.class,
            e -> assertThat(e.reason()).isEqualTo(InstanceReasons.NODE_NOT_CONFIRMED))
        .hasMessageContaining("starts nothing since 2026-01-01T00:00:06Z");
  }

  @Test
  void agentThatHasJustStartedNeedsARenewalOfItsOwn() {
    presence(new Membership(7, true)).renewed(7, now());
    millis = 100;

    var restarted = presenceAsOnDisk();

    assertThat(restarted.heldSince()).hasValue(DAY.plusMillis(100));
    millis = 50_000;
    assertThat(restarted.heldSince()).as("it is said once").hasValue(DAY.plusMillis(100));
    assertThat(restarted.renewed(7, now())).isTrue();
    assertThat(restarted.heldSince()).isEmpty();
  }

  @Test
  void saysThatStartsAreAllowedAgainOnlyWhereTheyWereNot() {
    var presence = presence(new Membership(7, true));

    assertThat(presence.renewed(7, now())).isTrue();
    millis = 1_000;
    assertThat(presence.renewed(7, now())).isFalse();
    millis = 7_000;
    assertThat(presence.renewed(7, now())).isTrue();
  }

  @Test
  void answerThatComesAfterItsTimeAllowsNothing() {
    var presence = presence(new Membership(7, true));
    var sent = now();
    millis = 6_000;

    assertThat(presence.renewed(7, sent)).isFalse();
    assertThat(presence.heldSince()).hasValue(DAY.plusSeconds(6));
  }

  @Test
  void lateAnswerToAnEarlierRenewalTakesNothingAway() {
    var presence = presence(new Membership(7, true));
    var earlier = now();
    millis = 1_000;
    presence.renewed(7, now());

    assertThat(presence.renewed(7, earlier)).isFalse();
    millis = 6_999;
    assertThat(presence.heldSince()).isEmpty();
  }

  @Test
  void renewalOfAnotherIncarnationSaysNothing() {
    var membership = membership(7);
    var presence = presence(membership);
    presence.renewed(7, now());

    assertThat(presence.renewed(8, now())).isFalse();
    membership.lost(7);
    new MembershipFile(disk).write(new Membership(8, true));
    var next = presenceAsOnDisk();

    assertThat(next.renewed(7, now())).isFalse();
    assertThat(next.heldSince()).isPresent();
  }

  @Test
  void nodeThatIsNoMemberStartsNothingWhateverWasRenewed() {
    var membership = membership(7);
    var presence = presence(membership);
    presence.renewed(7, now());

    membership.lost(8);
    assertThatCode(() -> presence.check("u1"))
        .as("another incarnation's loss")
        .doesNotThrowAnyException();
    membership.lost(7);

    assertThatThrownBy(() -> presence.check("u1")).hasMessageContaining("no member");
    assertThat(membership.member()).isFalse();
    assertThat(new MembershipFile(disk).read()).hasValue(new Membership(7, false));
  }

  private NodeMembership membership(long incarnation) {
    new MembershipFile(disk).write(new Membership(incarnation, true));
    return new NodeMembership(new MembershipFile(disk));
  }
}
