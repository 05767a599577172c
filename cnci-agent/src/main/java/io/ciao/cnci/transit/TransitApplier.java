package io.ciao.cnci.transit;

import io.ciao.cnci.concentrator.ConcentratorHost;
import io.ciao.linux.link.NamespaceConvergence.Settled;
import io.ciao.linux.transit.TransitOnNode;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Performs one action; "already so" is success. Decides nothing.
final class TransitApplier {
  private static final Logger LOG = LoggerFactory.getLogger(TransitApplier.class);

  private final TransitOnNode node;
  private final ConcentratorHost host;

  TransitApplier(TransitOnNode node, ConcentratorHost host) {
    this.node = node;
    this.host = host;
  }

  /// What was changed, and the ports whose concentrator is not there.
  Settled apply(TransitAction action) {
    return switch (action) {
      case TransitAction.Make(var plan) -> {
        var settled = node.converge(plan);
        if (!settled.actions().isEmpty()) {
          LOG.info(
              "transit changed namespace={} steps={}",
              plan.place().namespace().name(),
              settled.actions().size());
        }
        yield settled;
      }
      case TransitAction.Remove(var vni) -> {
        node.remove(host.prefix(), vni);
        LOG.info("transit removed vni={}", vni);
        yield new Settled(List.of(), List.of());
      }
    };
  }
}
