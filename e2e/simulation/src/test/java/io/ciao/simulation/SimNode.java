package io.ciao.simulation;

import io.ciao.api.node.Capacity;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.ledger.LedgerStorage;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import io.ciao.launcher.node.NodeFacts;
import io.ciao.launcher.node.NodeIdentity;
import io.ciao.launcher.simulated.SimulatedDriver;
import io.ciao.launcher.simulated.SimulatedPorts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A machine: its disk, what runs on it, its network, and the agent that lives there now.
final class SimNode implements ProcessCalls.Link {
  final NodeIdentity identity;

  /// What survives a power cut.
  final LedgerStorage ledger = new MemoryLedgerStorage();

  final LedgerStorage agentState = new MemoryLedgerStorage();
  final LedgerStorage kept = new MemoryLedgerStorage();

  private final World world;
  private final long memoryGi;
  private SimulatedDriver copies;
  private SimulatedPorts ports = new SimulatedPorts();
  private @Nullable SimAgent agent;
  private long agentFrom;
  private long deafUntil;
  private long muteUntil;
  private long frozenUntil;

  SimNode(World world, String name, long memoryGi) {
    this.world = world;
    this.memoryGi = memoryGi;
    this.identity = new NodeIdentity(name, "00000000-0000-4000-8000-00000000000" + name.charAt(1));
    this.copies = newCopies();
  }

  private SimulatedDriver newCopies() {
    return new SimulatedDriver(world.clock, this::check);
  }

  /// The agent asks its own presence right before a start.
  private void check(String uid) throws DriverException {
    var running = agent;
    if (running == null) {
      throw new IllegalStateException("a start without an agent");
    }
    running.gate().check(uid);
  }

  String name() {
    return identity.name();
  }

  SimulatedDriver driver() {
    return copies;
  }

  SimulatedPorts ports() {
    return ports;
  }

  NodeFacts facts() {
    return new NodeFacts(
        new Capacity(64L, memoryGi + "Gi", "1000Gi", 100L),
        "198.51.100." + name().charAt(1),
        name(),
        0,
        List.of(SimulatedDriver.NAME),
        "none",
        "",
        "test");
  }

  /// The copies that run here.
  List<Copy> running() {
    var found = new ArrayList<Copy>();
    for (var uid : copies.instances().keySet()) {
      copies.look(uid).copies().stream().filter(Copy::alive).forEach(found::add);
    }
    return found;
  }

  /// The incarnation that its agent takes itself for; 0 without an agent.
  long incarnation() {
    return agent == null ? 0 : agent.incarnation();
  }

  @Nullable SimAgent agent() {
    return agent;
  }

  /// Its agent; one begins to live if there is none.
  SimAgent boot() {
    var present = agent;
    if (present == null) {
      present = new SimAgent(world, this);
      agent = present;
    }
    return present;
  }

  void tick(long version) throws InterruptedException {
    if (world.now() < frozenUntil) {
      return;
    }
    if (agent == null && world.now() < agentFrom) {
      return;
    }
    var living = boot();
    try {
      living.tick(version);
    } catch (Throwable e) {
      if (!living.vitals.dead()) {
        throw e;
      }
      world.count("agent ended");
      endAgent(world.gen.between(200, 8_000));
    }
  }

  /// The agent is gone, what it started runs on.
  void endAgent(long millis) {
    if (agent != null) {
      agent.close();
      agent = null;
    }
    agentFrom = Math.max(agentFrom, world.now() + millis);
  }

  /// Nothing runs any more; the disk stays.
  void powerOff(long millis) {
    endAgent(millis);
    copies.close();
    copies = newCopies();
    ports = new SimulatedPorts();
  }

  /// The agent does nothing for a while, and does not know it.
  void freeze(long millis) {
    frozenUntil = Math.max(frozenUntil, world.now() + millis);
  }

  /// @param mute what it sends is lost
  /// @param deaf what others send is lost
  void cut(long millis, boolean mute, boolean deaf) {
    var until = world.now() + millis;
    muteUntil = mute ? Math.max(muteUntil, until) : muteUntil;
    deafUntil = deaf ? Math.max(deafUntil, until) : deafUntil;
  }

  /// All that was done to it is over.
  void heal() {
    muteUntil = 0;
    deafUntil = 0;
    frozenUntil = 0;
    agentFrom = 0;
  }

  @Override
  public boolean carries() {
    return world.now() >= muteUntil && !world.stalled();
  }

  @Override
  public boolean answers() {
    return world.now() >= deafUntil && !world.stalled();
  }
}
