package io.ciao.scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.TestLeadership;
import io.ciao.store.Election;
import io.ciao.store.Term;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LeadershipTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Term FIRST = new Term("scheduler", 7);
  private static final Term SECOND = new Term("scheduler", 9);

  private final AtomicInteger elected = new AtomicInteger();
  private final Deque<RuntimeException> faults = new ArrayDeque<>();
  private final EtcdLeadership leadership =
      new EtcdLeadership(this::currentVersion, elected::incrementAndGet);

  private long currentVersion() {
    synchronized (faults) {
      if (!faults.isEmpty()) {
        throw faults.pop();
      }
    }
    return 640;
  }

  private void leads(Term term) throws InterruptedException {
    Eventually.within(SOON)
        .untilAsserted(() -> assertThat(leadership.term()).hasValue(term.toString()));
  }

  @Test
  void decidesFromTheVersionThatItReadAfterItWasElected() throws InterruptedException {
    assertThat(leadership.term()).isEmpty();
    assertThat(leadership.decideFromVersion()).isEqualTo(Long.MAX_VALUE);

    leadership.candidate().elected(FIRST);

    leads(FIRST);
    assertThat(leadership.decideFromVersion()).isEqualTo(640);
    assertThat(leadership.headers()).containsExactly("Ciao-Leader", "scheduler/7");
    Eventually.within(SOON).until("everything is marked", () -> elected.get() == 1);
  }

  @Test
  void leadsOnlyOnceTheApiserverAnswers() throws InterruptedException {
    faults.add(new ApiUnreachableException("nobody", new IOException("test")));
    faults.add(new NumberFormatException("a bug"));

    leadership.candidate().elected(FIRST);

    leads(FIRST);
    Eventually.within(SOON).untilAsserted(() -> assertThat(elected).hasValue(1));
  }

  @Test
  void termThatEndsDuringItsReadNeverLeads() throws InterruptedException {
    var terms = new CopyOnWriteArrayList<String>();
    var reads = new AtomicInteger();
    var told = new AtomicReference<Election.Candidate>();
    var tested = new AtomicReference<EtcdLeadership>();
    tested.set(
        new EtcdLeadership(
            () -> {
              if (reads.incrementAndGet() == 1) {
                told.get().deposed(FIRST, "test");
              }
              return 640;
            },
            () -> terms.add(tested.get().term().orElse("none"))));
    told.set(tested.get().candidate());
    told.get().elected(FIRST);
    Eventually.within(SOON).until("the first term has read", () -> reads.get() == 1);

    told.get().elected(SECOND);

    Eventually.within(SOON).untilAsserted(() -> assertThat(terms).isNotEmpty());
    Eventually.within(SOON)
        .untilAsserted(() -> assertThat(tested.get().term()).hasValue("scheduler/9"));
    assertThat(terms).containsExactly("scheduler/9");
  }

  @Test
  void deposedLeaderWritesNothing() throws InterruptedException {
    leadership.candidate().elected(FIRST);
    leads(FIRST);

    leadership.candidate().deposed(FIRST, "test");

    assertThat(leadership.term()).isEmpty();
    assertThatThrownBy(leadership::headers).isInstanceOf(Leadership.NotLeaderException.class);
  }

  @Test
  void lossOfAnOldTermDoesNotEndTheNextOne() throws InterruptedException {
    leadership.candidate().elected(SECOND);
    leads(SECOND);

    leadership.lost("scheduler/7");
    assertThat(leadership.term()).hasValue("scheduler/9");

    leadership.lost("scheduler/9");
    assertThat(leadership.term()).isEmpty();
  }

  @Test
  void passBegunUnderOneTermWritesNothingUnderTheNext() throws InterruptedException {
    var held = new TestLeadership();
    var pass =
        new LeaderPass<String>(
            _ -> {
              assertThat(held.headers()).containsExactly("Ciao-Leader", "scheduler/1");
              held.held = "scheduler/2";
              held.headers();
              throw new AssertionError("it wrote under a term in which it did not decide");
            },
            held);

    assertThat(pass.reconcile("k")).isEqualTo(PassResult.DONE);
  }

  @Test
  void batchesOfAPassCarryItsTerm() throws InterruptedException {
    var held = new TestLeadership();
    try (var batches =
        new InstanceBatches(
            (_, _) -> {
              held.headers();
              throw new AssertionError("it wrote under a term in which it did not decide");
            })) {
      Reconciler<String> inner =
          _ -> {
            held.held = "scheduler/2";
            batches.post(
                io.ciao.api.instance.batch.BatchVerb.UNBIND,
                List.of(
                    new io.ciao.api.instance.batch.UnbindItem(
                        new io.ciao.api.instance.batch.InstanceRef("t", "i", "u"), 1)));
            return new PassResult.Retry("unreachable");
          };

      assertThat(new LeaderPass<>(inner, held).reconcile("k")).isEqualTo(PassResult.DONE);
    }
  }

  @Test
  void refusedTermEndsTheLeadershipAndOtherRefusalsDoNot() throws InterruptedException {
    var held = new TestLeadership();
    Reconciler<String> lost =
        _ -> {
          throw new ApiException(412, "LeaderTermLost", "over", List.of());
        };
    Reconciler<String> conflict =
        _ -> {
          throw new ApiException(409, "Conflict", "changed", List.of());
        };

    assertThatThrownBy(() -> new LeaderPass<>(conflict, held).reconcile("k"))
        .isInstanceOf(ApiException.class);
    assertThat(held.lost).isEmpty();
    assertThat(new LeaderPass<>(lost, held).reconcile("k")).isEqualTo(PassResult.DONE);
    assertThat(held.lost).containsExactly("scheduler/1");
  }
}
