package io.ciao.cnci.concentrator;

import io.ciao.api.client.ApiException;
import io.ciao.api.meta.Finalizers;
import io.ciao.linux.concentrator.ConcentratorLog;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Performs one action; "already so" is success. Decides nothing.
final class ConcentratorApplier {
  private static final Logger LOG = LoggerFactory.getLogger(ConcentratorApplier.class);

  private final ConcentratorOnNode node;
  private final ConcentratorMemory memory;
  private final ConcentratorApi api;
  private final ConcentratorHost host;
  private final InstantSource clock;

  ConcentratorApplier(
      ConcentratorOnNode node,
      ConcentratorMemory memory,
      ConcentratorApi api,
      ConcentratorHost host,
      InstantSource clock) {
    this.node = node;
    this.memory = memory;
    this.api = api;
    this.host = host;
    this.clock = clock;
  }

  void apply(ConcentratorAction action) {
    switch (action) {
      case ConcentratorAction.Remember(var key, var concentrator) ->
          memory.remember(key, concentrator);
      case ConcentratorAction.Serve(var plan) -> {
        var settled = node.converge(plan);
        if (settled.changed()) {
          var steps = steps(settled);
          LOG.info(
              "concentrator changed namespace={} members={} steps={}",
              plan.place().namespace().name(),
              plan.members().size(),
              steps);
          new ConcentratorLog(plan.directory())
              .append(
                  clock.instant(),
                  "made so for %d members by %s".formatted(plan.members().size(), steps));
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

  /// How many steps of each sort were taken, such as `{AddFdb=2, WriteHost=1}`: what a repair
  /// repaired.
  private static SortedMap<String, Long> steps(ConcentratorOnNode.Settled settled) {
    return Stream.concat(settled.network().stream(), settled.dnsmasq().stream())
        .collect(
            Collectors.groupingBy(
                step -> step.getClass().getSimpleName(), TreeMap::new, Collectors.counting()));
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
