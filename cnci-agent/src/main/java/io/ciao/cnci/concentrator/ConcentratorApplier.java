package io.ciao.cnci.concentrator;

import io.ciao.api.client.ApiException;
import io.ciao.api.meta.Finalizers;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Performs one action; "already so" is success. Decides nothing.
final class ConcentratorApplier {
  private static final Logger LOG = LoggerFactory.getLogger(ConcentratorApplier.class);

  private final ConcentratorOnNode node;
  private final ConcentratorMemory memory;
  private final ConcentratorApi api;
  private final ConcentratorHost host;

  ConcentratorApplier(
      ConcentratorOnNode node,
      ConcentratorMemory memory,
      ConcentratorApi api,
      ConcentratorHost host) {
    this.node = node;
    this.memory = memory;
    this.api = api;
    this.host = host;
  }

  void apply(ConcentratorAction action) {
    switch (action) {
      case ConcentratorAction.Remember(var key, var concentrator) ->
          memory.remember(key, concentrator);
      case ConcentratorAction.Serve(var plan) -> {
        var settled = node.converge(plan);
        if (settled.changed()) {
          LOG.info(
              "concentrator changed namespace={} members={} network={} dnsmasq={}",
              plan.place().namespace().name(),
              plan.members().size(),
              settled.network().size(),
              settled.dnsmasq().size());
        }
      }
      case ConcentratorAction.TakeDown(var vni) -> {
        node.remove(host.place(vni), vni, host.directory(vni));
        LOG.info("concentrator removed namespace={}", host.place(vni).namespace().name());
      }
      case ConcentratorAction.Forget(var key) -> memory.forget(key);
      case ConcentratorAction.ReleaseFinalizer release -> releaseFinalizer(release);
    }
  }

  private void releaseFinalizer(ConcentratorAction.ReleaseFinalizer release) {
    try {
      api.patch(release.key(), Finalizers.without(release.read(), Finalizers.CONCENTRATOR));
    } catch (ApiException e) {
      // Gone already: somebody else has let go of it.
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
