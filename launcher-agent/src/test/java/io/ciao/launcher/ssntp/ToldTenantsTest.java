package io.ciao.launcher.ssntp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ciao.ssntp.payload.TenantEvent;
import io.ciao.ssntp.payload.TenantEvent.Sort;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToldTenantsTest {
  private final ToldTenants told = new ToldTenants();

  @Test
  void tellsOfEachSubnetOnce() {
    assertThat(tell(event("a", "192.0.2.1"))).containsExactly(event("a", "192.0.2.1"));
    assertThat(tell(event("a", "192.0.2.1"))).isEmpty();
  }

  @Test
  void whatWasNotSentIsStillDue() {
    assertThat(told.due(List.of(event("a", "192.0.2.1")))).hasSize(1);
    assertThat(told.due(List.of(event("a", "192.0.2.1")))).hasSize(1);
  }

  @Test
  void aConcentratorThatMovedIsToldAnew() {
    tell(event("a", "192.0.2.1"));

    assertThat(tell(event("a", "192.0.2.9"))).containsExactly(event("a", "192.0.2.9"));
  }

  @Test
  void whoIsGoneIsToldBeforeWhoIsNew() {
    tell(event("a", "192.0.2.1"));

    assertThat(tell(event("b", "192.0.2.1")))
        .extracting(TenantEvent::sort, TenantEvent::concentratorUuid)
        .containsExactly(tuple(Sort.REMOVED, "a"), tuple(Sort.ADDED, "b"));
    assertThat(tell(event("b", "192.0.2.1"))).isEmpty();
  }

  @Test
  void oneThatComesBackIsToldAgain() {
    tell(event("a", "192.0.2.1"));
    tell();

    assertThat(tell(event("a", "192.0.2.1"))).hasSize(1);
  }

  private List<TenantEvent> tell(TenantEvent... present) {
    var due = told.due(List.of(present));
    due.forEach(told::sent);
    return due;
  }

  private static TenantEvent event(String concentrator, String ip) {
    return new TenantEvent(
        Sort.ADDED,
        new TenantEvent.Agent("node", "192.0.2.7"),
        new TenantEvent.Tenant("t1", "172.16.0.0/24", 4268),
        concentrator,
        ip);
  }
}
