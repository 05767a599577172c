package io.ciao.launcher.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.launcher.ledger.LedgerException;
import io.ciao.launcher.ledger.LedgerStorage;
import io.ciao.launcher.ledger.MembershipFile;
import io.ciao.launcher.ledger.MembershipFile.Membership;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import io.ciao.launcher.ledger.ReportSequence;
import io.ciao.launcher.node.NodeMembership;
import io.ciao.launcher.presence.RenewalCalls.Answer;
import io.ciao.ssntp.payload.ReadyExtension;
import io.ciao.ssntp.payload.Renewed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// Turn by turn, with a clock of the test's own: an answer takes as long as the test says.
class RenewalsTest {
  private static final Answer YES = new Answer.Renewed();
  private static final Answer SILENCE = new Answer.Unknown("no answer");
  private static final Answer NO = new Answer.NotMember("it is Lost(7)");

  private final MemoryLedgerStorage disk = new MemoryLedgerStorage();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final List<ReadyExtension> saidToSchedulers = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private long millis;
  private long answerMillis;

  /// Two apiservers that answer what the test has put in.
  private final class Apiservers implements RenewalCalls {
    private long lastSeq;

    @Override
    public int servers() {
      return 2;
    }

    @Override
    public Answer renew(int server, long incarnation, long seq) {
      assertThat(seq).isGreaterThan(lastSeq);
      lastSeq = seq;
      asked.add(server + ":" + incarnation);
      millis += answerMillis;
      return answers.isEmpty() ? YES : answers.removeFirst();
    }

    @Override
    public void close() {}
  }

  private long now() {
    return Duration.ofMillis(millis).toNanos();
  }

  private record Node(NodeMembership membership, Presence presence, Renewals renewals) {}

  private Node node(Membership onDisk) {
    new MembershipFile(disk).write(onDisk);
    return node(disk);
  }

  private Node node(LedgerStorage storage) {
    var membership = new NodeMembership(new MembershipFile(storage));
    var presence = new Presence(membership, this::now, () -> Instant.EPOCH.plusMillis(millis));
    var renewals =
        new Renewals(
            membership,
            presence,
            new ReportSequence(storage),
            new Apiservers(),
            saidToSchedulers::add,
            new Renewals.Listeners(() -> told.add("allowed"), () -> told.add("lost")),
            this::now);
    return new Node(membership, presence, renewals);
  }

  @Test
  void renewsEverySecondWithGrowingNumbersAndAllowsStartsOnce() throws Exception {
    var node = node(new Membership(7, true));

    for (int turn = 0; turn < 5; turn++) {
      assertThat(node.renewals().turn()).isEqualTo(Duration.ofSeconds(1));
      assertThat(node.renewals().turn()).as("not due").isEqualTo(Duration.ofSeconds(1));
      millis += 1_000;
    }

    assertThat(asked).hasSize(5).containsOnly("0:7");
    assertThat(told).containsExactly("allowed");
    assertThat(saidToSchedulers).isEmpty();
  }

  @Test
  void countsFromTheMomentOfSendingNotOfTheAnswer() throws Exception {
    answerMillis = 400;
    var node = node(new Membership(7, true));

    assertThat(node.renewals().turn()).isEqualTo(Duration.ofMillis(600));

    millis = 5_999;
    assertThat(node.presence().heldSince()).isEmpty();
    millis = 6_000;
    assertThat(node.presence().heldSince()).isPresent();
  }

  @Test
  void nodeThatIsNoMemberRenewsNothing() throws Exception {
    var joining = node(new Membership(7, false));

    assertThat(joining.renewals().turn()).isEqualTo(Duration.ofSeconds(1));

    assertThat(asked).isEmpty();
  }

  @Test
  void turnsToTheOtherApiserverAtOnceAndStaysWithIt() throws Exception {
    answerMillis = 500;
    answers.add(SILENCE);
    var node = node(new Membership(7, true));

    assertThat(node.renewals().turn()).isEqualTo(Duration.ZERO);
    node.renewals().turn();
    millis += 500;
    node.renewals().turn();

    assertThat(asked).containsExactly("0:7", "1:7", "1:7");
    assertThat(saidToSchedulers).isEmpty();
  }

  /// Else a node that only speaks would be renewed for as long as it does.
  @Test
  void schedulersAreToldWhichAnswerWasHeard() throws Exception {
    answers.addAll(List.of(SILENCE, SILENCE, SILENCE, SILENCE));
    var node = node(new Membership(7, true));
    node.renewals().turn();
    node.renewals().turn();
    var first = saidToSchedulers.getFirst();
    node.renewals().renewed(new Renewed(7, first.seq()));
    node.renewals().renewed(new Renewed(7, first.seq() - 1));
    millis = 1_000;
    node.renewals().turn();
    node.renewals().turn();

    assertThat(first.heard()).isZero();
    assertThat(saidToSchedulers.getLast().heard()).isEqualTo(first.seq());
    assertThat(saidToSchedulers.getLast().seq()).isGreaterThan(first.seq());
  }

  @Test
  void schedulersRenewWhileNoApiserverDoes() throws Exception {
    answers.addAll(List.of(SILENCE, SILENCE));
    var node = node(new Membership(7, true));
    node.renewals().turn();
    assertThat(node.renewals().turn()).isEqualTo(Duration.ofSeconds(1));
    var said = saidToSchedulers.getFirst();
    millis = 300;

    node.renewals().renewed(new Renewed(7, said.seq() + 1));
    node.renewals().renewed(new Renewed(8, said.seq()));
    assertThat(node.presence().heldSince()).as("nobody asked for that").isPresent();
    node.renewals().renewed(new Renewed(7, said.seq()));
    node.renewals().renewed(new Renewed(7, said.seq()));

    assertThat(saidToSchedulers).hasSize(1);
    assertThat(told).containsExactly("allowed");
    millis = 5_999;
    assertThat(node.presence().heldSince()).isEmpty();
    millis = 6_000;
    assertThat(node.presence().heldSince()).isPresent();
  }

  @Test
  void lossIsBelievedAtOnceAndTheNodeJoinsAgain() throws Exception {
    var node = node(new Membership(7, true));
    node.renewals().turn();
    answers.add(NO);
    millis = 1_000;

    node.renewals().turn();

    assertThat(node.membership().member()).isFalse();
    assertThat(new MembershipFile(disk).read()).hasValue(new Membership(7, false));
    assertThat(told).containsExactly("allowed", "lost");
    assertThatThrownBy(() -> node.presence().check("u1")).hasMessageContaining("no member");
    millis = 2_000;
    node.renewals().turn();
    assertThat(asked).as("asked as a member alone").hasSize(2);
  }

  @Test
  void nextIncarnationIsRenewedAtOnce() throws Exception {
    answers.add(NO);
    var node = node(new Membership(7, true));
    node.renewals().turn();
    var again = node(new Membership(8, true));

    again.renewals().turn();

    assertThat(asked).containsExactly("0:7", "0:8");
    assertThat(again.presence().heldSince()).isEmpty();
  }

  @Test
  void lossIsBelievedAlsoWhereItCannotBeWritten() throws Exception {
    new MembershipFile(disk).write(new Membership(7, true));
    new ReportSequence(disk).next();
    var node = node(new FullDisk(disk));
    answers.add(NO);

    assertThatThrownBy(node.renewals()::turn).isInstanceOf(LedgerException.class);

    assertThat(node.membership().member()).isFalse();
    assertThat(told).containsExactly("lost");
  }

  /// Takes a counter, and no membership.
  private record FullDisk(MemoryLedgerStorage disk) implements LedgerStorage {
    @Override
    public SortedMap<String, byte[]> readAll() {
      return disk.readAll();
    }

    @Override
    public void write(String name, byte[] value) {
      if (name.equals("membership")) {
        throw new LedgerException("the disk is full", new IOException("no space left"));
      }
      disk.write(name, value);
    }

    @Override
    public void remove(String name) {
      disk.remove(name);
    }
  }
}
