package io.ciao.simulation;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.store.CommitFault;

/// What goes wrong, and what people do meanwhile: each at any moment, as the seed has it.
final class Mishaps {
  private final World world;

  /// In some worlds much goes wrong, in others little.
  private final int rare;

  Mishaps(World world) {
    this.world = world;
    this.rare = world.gen.between(8, 40);
  }

  void happen() throws InterruptedException {
    if (!world.gen.oneIn(rare)) {
      return;
    }
    switch (world.gen.between(0, 14)) {
      case 0, 1 -> cut();
      case 2 -> agentEnds();
      case 3 -> power();
      case 4 -> freeze();
      case 5 -> schedulerEnds();
      case 6 -> world.elect(world.gen.oneOf(world.places));
      case 7 -> storeFails();
      case 8, 9, 10 -> stale();
      case 11 -> node().heal();
      default -> people();
    }
  }

  private SimNode node() {
    return world.gen.oneOf(world.nodes);
  }

  private void cut() {
    var mute = world.gen.oneIn(3);
    var deaf = !mute && world.gen.oneIn(2);
    node().cut(world.gen.between(500, 20_000), mute || !deaf, deaf || !mute);
    world.count("cut");
  }

  private void agentEnds() {
    var agent = node().agent();
    if (agent != null) {
      agent.vitals.endAt(world.gen.between(1, 6), world.gen.coin());
    }
  }

  private void power() {
    var node = node();
    if (!world.isBusy(node)) {
      node.powerOff(world.gen.between(1_000, 20_000));
      world.count("power");
    }
  }

  private void freeze() {
    node().freeze(world.gen.between(500, 15_000));
    world.count("frozen");
  }

  private void schedulerEnds() {
    var scheduler = world.gen.oneOf(world.places).scheduler;
    if (scheduler != null) {
      scheduler.vitals.endAt(world.gen.between(1, 6), world.gen.coin());
    }
  }

  private void storeFails() {
    if (world.gen.oneIn(3)) {
      world.stall(world.gen.between(200, 8_000));
      world.count("stalled");
      return;
    }
    var fault =
        world.gen.pick(
            CommitFault.BEATEN,
            CommitFault.UNCLEAR_DONE,
            CommitFault.UNCLEAR_NOT_DONE,
            CommitFault.TIMEOUT);
    world.store.fault(world.gen.between(1, 4), fault);
  }

  private void stale() throws InterruptedException {
    var place = world.gen.oneOf(world.places);
    switch (world.gen.between(0, 3)) {
      case 0, 1 -> {
        place.lag = world.gen.between(1_000, 8_000);
        place.lagUntil = world.now() + world.gen.between(1_000, 15_000);
        place.lagging =
            world.gen.pick(null, ResourceType.NODES, ResourceType.NODES, ResourceType.INSTANCES);
        place.feedLag = world.gen.between(100, 900);
      }
      case 2 -> {
        if (place.scheduler != null) {
          place.scheduler.disturb(world.gen.coin());
        }
      }
      default -> {
        var node = node();
        if (node.agent() != null && !world.isBusy(node)) {
          node.agent().breakOff();
        }
      }
    }
  }

  private void people() {
    for (int i = 0; i < world.gen.between(1, 3); i++) {
      somebody("i" + world.gen.between(0, world.room - 1));
    }
  }

  private void somebody(String name) {
    try {
      switch (world.gen.between(0, 5)) {
        case 0 -> Setting.delete(world.admin, name);
        case 1 -> Setting.running(world.admin, name, false);
        case 2 -> Setting.running(world.admin, name, true);
        default -> Setting.create(world.admin, name, world.gen.oneIn(4));
      }
    } catch (ApiException | ApiUnreachableException e) {
      world.count("refused to people");
    }
  }
}
