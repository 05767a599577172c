package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.place.Request;
import io.ciao.scheduler.place.Resident;
import io.ciao.scheduler.place.Residents;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final List<PendingInstance> pending = new ArrayList<>();
  private final List<Resident> residents = new ArrayList<>();

  private static EffectiveSpec spec(TestInstance test) {
    return EffectiveSpec.of(test.build().spec(), WorkloadSpec.EMPTY);
  }

  private void waits(String tenant, String name, int priority, int age) {
    var test = new TestInstance(tenant, name);
    test.priority = priority;
    test.created = TestInstance.BEGIN.minusSeconds(age);
    pending.add(new PendingInstance(test.build(), null, spec(test), true, null, null));
  }

  private void runs(String tenant) {
    var test = new TestInstance(tenant, "r" + residents.size());
    residents.add(new Resident(test.uid, "n1", Request.of(spec(test), tenant, test.labels)));
  }

  private List<String> turns() {
    return Turns.of(pending, Residents.of(residents)).stream()
        .map(p -> p.instance().metadata().name())
        .toList();
  }

  @Test
  void priorityGoesBeforeAge() {
    waits("t1", "old", 0, 9);
    waits("t1", "less", -1, 99);
    waits("t1", "more", 1, 1);

    assertThat(turns()).containsExactly("more", "old", "less");
  }

  @Test
  void aFloodOfOneTenantLetsAnotherInAfterOne() {
    for (int i = 0; i < 5; i++) {
      waits("t1", "flood" + i, 0, 50 - i);
    }
    waits("t2", "late0", 0, 2);
    waits("t2", "late1", 0, 1);

    assertThat(turns())
        .containsExactly("flood0", "late0", "flood1", "late1", "flood2", "flood3", "flood4");
  }

  @Test
  void ofARoundTheTenantThatHasLeastGoesFirst() {
    runs("t1");
    waits("t1", "old", 0, 9);
    waits("t2", "young", 0, 1);

    assertThat(turns()).containsExactly("young", "old");
  }
}
