package io.ciao.ssntp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TraceTest {

  private static final Instant START = Instant.ofEpochSecond(100);
  private static final UUID SENDER = new UUID(1, 1);
  private static final UUID RELAY = new UUID(2, 2);
  private static final UUID RECEIVER = new UUID(3, 3);
  private static final Roles ROLES = Roles.of(Role.AGENT);

  @Test
  void aRelayCompletesItsOwnHop() {
    var trace =
        Trace.path(Bytes.utf8("l"), START)
            .sentBy(SENDER, ROLES, START.plusSeconds(1))
            .receivedBy(RELAY, ROLES, START.plusSeconds(2))
            .sentBy(RELAY, ROLES, START.plusSeconds(3))
            .receivedBy(RECEIVER, ROLES, START.plusSeconds(5))
            .endedAt(START.plusSeconds(6));

    assertThat(trace.path()).hasSize(3);
    assertThat(trace.path().get(0).received()).isNull();
    assertThat(trace.path().get(1).received()).isNotNull();
    assertThat(trace.path().get(1).sent()).isNotNull();
    assertThat(trace.path().get(2).sent()).isNull();
    assertThat(trace.duration()).contains(Duration.ofSeconds(4));
  }

  @Test
  void aLabelAloneGathersNoPath() {
    var trace = Trace.labelled(Bytes.utf8("l")).sentBy(SENDER, ROLES, START);
    assertThat(trace.path()).isEmpty();
    assertThat(trace.duration()).isEmpty();
  }

  @Test
  void aPathStopsGrowingAtTheLengthThatFitsItsByte() {
    var trace = Trace.path(Bytes.EMPTY, START);
    for (var i = 0; i < 300; i++) {
      trace =
          i % 2 == 0
              ? trace.receivedBy(new UUID(i, i), ROLES, START)
              : trace.sentBy(new UUID(i, i), ROLES, START);
      assertThat(trace.path()).hasSize(Math.min(i + 1, Trace.PATH_MAX));
    }
  }
}
