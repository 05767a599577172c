package io.ciao.store;

import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Sends plans to etcd: one as it is; several of the same terms as one transaction that compares
/// the terms and holds an inner transaction for each, so that each succeeds or fails alone.
final class TxnSender {
  private final EtcdConnection etcd;

  TxnSender(EtcdConnection etcd) {
    this.etcd = etcd;
  }

  /// Answers in the order of the plans.
  List<TxnAnswer> send(List<CommitPlan> plans, Duration patience) throws EtcdCallException {
    return plans.size() == 1 ? List.of(one(plans.getFirst(), patience)) : several(plans, patience);
  }

  private TxnAnswer one(CommitPlan plan, Duration patience) throws EtcdCallException {
    List<Condition> all =
        Stream.concat(plan.terms().stream().map(TxnSender::holds), plan.conditions().stream())
            .toList();
    TxnResponse answer = call(plan.what(), patience, compares(all), writes(plan), reads(all));
    long revision = answer.getHeader().getRevision();
    if (answer.isSucceeded()) {
      return new TxnAnswer.Done(revision);
    }
    List<Optional<KeyValue>> found = found(answer);
    int terms = plan.terms().size();
    return over(plan.terms(), found.subList(0, terms))
        .orElseGet(() -> new TxnAnswer.Failed(revision, found.subList(terms, found.size())));
  }

  private List<TxnAnswer> several(List<CommitPlan> plans, Duration patience)
      throws EtcdCallException {
    List<Term> shared = plans.getFirst().terms();
    List<Condition> terms = shared.stream().map(TxnSender::holds).toList();
    Op[] inner = plans.stream().map(TxnSender::inner).toArray(Op[]::new);
    String what = plans.getFirst().what() + " and " + (plans.size() - 1) + " others";
    TxnResponse answer = call(what, patience, compares(terms), inner, reads(terms));
    if (!answer.isSucceeded()) {
      TxnAnswer over = over(shared, found(answer)).orElseThrow();
      return plans.stream().map(plan -> over).toList();
    }
    long revision = answer.getHeader().getRevision();
    List<TxnAnswer> answers = new ArrayList<>(plans.size());
    for (TxnResponse each : answer.getTxnResponses()) {
      answers.add(
          each.isSucceeded()
              ? new TxnAnswer.Done(revision)
              : new TxnAnswer.Failed(revision, found(each)));
    }
    return answers;
  }

  private static Op inner(CommitPlan plan) {
    return Op.txn(compares(plan.conditions()), writes(plan), reads(plan.conditions()));
  }

  private TxnResponse call(String what, Duration patience, Cmp[] compares, Op[] writes, Op[] reads)
      throws EtcdCallException {
    return etcd.call(
        what,
        patience,
        client -> client.getKVClient().txn().If(compares).Then(writes).Else(reads).commit());
  }

  private static Optional<TxnAnswer> over(List<Term> terms, List<Optional<KeyValue>> found) {
    for (int i = 0; i < terms.size(); i++) {
      if (!holds(terms.get(i)).holds(found.get(i).orElse(null))) {
        return Optional.of(new TxnAnswer.TermOver(terms.get(i)));
      }
    }
    return Optional.empty();
  }

  /// What must hold for a term not to be over.
  static Condition holds(Term term) {
    return new Condition(
        SystemKeys.election(term.election()), new Condition.CreatedAt(term.createRevision()));
  }

  private static Cmp[] compares(List<Condition> conditions) {
    return conditions.stream().map(Condition::compare).toArray(Cmp[]::new);
  }

  private static Op[] writes(CommitPlan plan) {
    return plan.writes().stream().map(PlannedWrite::op).toArray(Op[]::new);
  }

  private static Op[] reads(List<Condition> conditions) {
    return conditions.stream()
        .map(condition -> Op.get(EtcdConnection.bytes(condition.key()), GetOption.DEFAULT))
        .toArray(Op[]::new);
  }

  private static List<Optional<KeyValue>> found(TxnResponse answer) {
    List<Optional<KeyValue>> found = new ArrayList<>();
    for (GetResponse read : answer.getGetResponses()) {
      found.add(read.getKvs().stream().findFirst());
    }
    return found;
  }
}
