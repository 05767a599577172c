package io.ciao.scheduler.network;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.report.ReportCollector.Report;
import java.util.Optional;

/// The condition `NetworkAttached` that a report brings about, so that it is written together with
/// the report: one write instead of two.
public final class ReportedAttachment {
  private final ClusterCaches caches;

  public ReportedAttachment(ClusterCaches caches) {
    this.caches = caches;
  }

  /// The condition; empty if nothing changes, or if the report is about another binding than the
  /// cached one. A failure is left to the network pass, which tells people of it, too.
  public Optional<Condition> of(Report report) {
    var content = report.content();
    var key = content.instance().key();
    var instance = caches.instances().get(key).filter(i -> report.uid().equals(i.metadata().uid()));
    var binding = instance.map(i -> i.status().binding());
    var network = instance.map(i -> i.status().network());
    if (binding.isEmpty()
        || network.isEmpty()
        || binding.get().epoch() != report.version().epoch()
        || !binding.get().nodeName().equals(report.node())
        || binding.get().isReleasing()
        || instance.get().metadata().deleting()) {
      return Optional.empty();
    }
    var concentrator =
        caches
            .concentrators()
            .get(new ObjectKey(key.namespace(), network.get().concentrator()))
            .filter(c -> !c.metadata().deleting())
            .orElse(null);
    var member =
        concentrator == null
            ? null
            : concentrator.spec().members().stream()
                .filter(m -> m.uid().equals(report.uid()))
                .findFirst()
                .orElse(null);
    var facts = content.report().facts();
    var closed = Attachment.closed(facts.reason(), facts.message());
    var condition =
        Attachment.of(
            new Attachment.Facts(
                instance.get(), binding.get(), concentrator, member, facts.isPlugged(), closed));
    var before =
        Conditions.find(instance.get().status().conditions(), InstanceReasons.NETWORK_ATTACHED);
    var same = before.isPresent() && before.get().saysSameAs(condition);
    return same || Attachment.isFailure(condition) ? Optional.empty() : Optional.of(condition);
  }
}
