package io.ciao.cnci.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.network.ActiveConcentrator;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.ConcentratorStatus;
import io.ciao.api.network.Dns;
import io.ciao.api.network.Gateway;
import io.ciao.linux.concentrator.Reach;
import io.ciao.testkit.Gen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Two network nodes, an API and what is between them, in steps of 10 ms. A pass takes up to 60 ms
/// to be true, a heartbeat up to 100 ms, a watch up to 300 ms.
final class TakeoverWorld {
  static final ObjectKey KEY = new ObjectKey("t1", "c");
  private static final long STEP = 10;
  private static final long BEGIN = 1_000_000;
  private static final long LOST_AFTER = 7_000;

  private final Gen gen;
  private final Machine[] machines = {new Machine("nn1"), new Machine("nn2")};
  private final List<Long> epochs = new ArrayList<>();
  private final List<String> history = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private long now = BEGIN;
  private boolean between = true;
  private Concentrator stored;

  private record Message(long due, Runnable deliver) {}

  /// A node: its kernel, and its agent while that lives.
  private final class Machine {
    private final String name;
    private boolean power = true;
    private boolean api = true;
    private Reach reach = Reach.NOWHERE;
    private @Nullable Concentrator remembered;
    private @Nullable Agent agent;
    private long offSince;

    Machine(String name) {
      this.name = name;
    }

    /// What is outside when an agent dies stays there until an agent is back and has looked around.
    boolean isWatched() {
      return agent != null && now - agent.born > 1_500;
    }
  }

  /// One life of an agent.
  private final class Agent {
    private final Machine machine;
    private final Replicas replicas;
    private @Nullable Concentrator cached;
    private long passAt;
    private long beatAt = now + gen.between(0, 250);
    private long askAt = now;
    private final long born = now;
    private boolean busy;

    Agent(Machine machine) {
      this.machine = machine;
      this.replicas =
          new Replicas(
              machine.name, "198.18.0." + machine.name.substring(2), () -> now * 1_000_000);
      this.passAt = now + gen.between(0, 100);
    }

    boolean lives() {
      return machine.agent == this;
    }

    void act() {
      if (now % 100 == 0 && !replicas.due().isEmpty()) {
        passAt = Math.min(passAt, now + gen.between(0, 40));
      }
      if (now >= passAt && !busy) {
        passAt = now + 5_000;
        pass();
      }
      if (now >= askAt) {
        askAt = now + 250;
        ask();
      }
      if (now >= beatAt) {
        beatAt = now + 250;
        beat();
      }
    }

    private void ask() {
      if (machine.api && replicas.inDoubt()) {
        var asked = now * 1_000_000;
        var read = List.of(stored);
        later(gen.between(10, 100), () -> replicas.confirm(asked, read), this);
      }
    }

    private void beat() {
      var other = machine == machines[0] ? machines[1] : machines[0];
      var words = replicas.words(other.name);
      var listener = other.agent;
      if (between && listener != null) {
        later(gen.between(1, 100), () -> listener.replicas.hear(machine.name, words), listener);
      }
    }

    private void pass() {
      var known = cached;
      var said = known != null;
      var read = said ? replicas.newest(KEY, known) : machine.remembered;
      if (read == null) {
        return;
      }
      if (!read.spec().nodeNames().contains(machine.name)) {
        replicas.forget(KEY);
        machine.remembered = null;
        machine.reach = Reach.NOWHERE;
        return;
      }
      enact(read, said);
    }

    private void enact(Concentrator read, boolean said) {
      var stance = replicas.stance(KEY, read, said, machine.reach == Reach.OUTSIDE);
      machine.remembered = read;
      busy = true;
      later(
          gen.between(0, 6) * STEP,
          () -> {
            busy = false;
            note(machine.reach == stance.reach() ? "" : machine.name + " " + stance);
            machine.reach = stance.reach();
            replicas.enacted(KEY, stance);
            if (stance == Stance.TAKE && machine.api) {
              take(read);
            }
          },
          this);
    }

    private void take(Concentrator read) {
      if (stored.metadata().version() != read.metadata().version()) {
        passAt = now + 200;
        return;
      }
      var epoch = read.metadata().version();
      store(
          stored.spec().nodeNames(),
          new ActiveConcentrator(
              "u", machine.name, "198.18.0." + machine.name.substring(2), epoch));
      epochs.add(epoch);
      note(machine.name + " takes epoch " + epoch);
      enact(stored, true);
    }
  }

  TakeoverWorld(Gen gen) {
    this.gen = gen;
    stored = made(List.of("nn1", "nn2"), null, 1);
    for (var machine : machines) {
      machine.agent = new Agent(machine);
      show(machine);
    }
  }

  static Concentrator made(List<String> nodes, @Nullable ActiveConcentrator active, long version) {
    var spec =
        new ConcentratorSpec(
                "default",
                "172.16.0.0/24",
                4096,
                1450,
                "mesh",
                "198.18.0.100/24",
                "198.18.0.254",
                new Gateway("172.16.0.1", null, "02:00:5e:00:00:01"),
                new Dns("t1.ciao", List.of()))
            .change()
            .nodeNames(nodes)
            .made();
    var meta =
        new ObjectMeta(
            "c",
            null,
            "t1",
            "uid-c",
            Long.toString(version),
            1L,
            null,
            null,
            null,
            null,
            null,
            null);
    return new Concentrator(
        null, null, meta, spec, new ConcentratorStatus(null, active, null, null, null, null));
  }

  private void store(List<String> nodes, @Nullable ActiveConcentrator active) {
    stored = made(nodes, active, stored.metadata().version() + gen.between(1, 3));
    for (var machine : machines) {
      show(machine);
    }
  }

  /// The watch, or the list after a reconnect.
  private void show(Machine machine) {
    var agent = machine.agent;
    if (agent == null || !machine.api) {
      return;
    }
    var shown = stored;
    later(
        gen.between(5, 300),
        () -> {
          var before = agent.cached;
          if (machine.api
              && (before == null || before.metadata().version() < shown.metadata().version())) {
            agent.cached = shown;
            agent.passAt = now;
          }
        },
        agent);
  }

  private void later(long delay, Runnable deliver, Agent to) {
    messages.add(
        new Message(
            now + delay,
            () -> {
              if (to.lives()) {
                deliver.run();
              }
            }));
  }

  void run(long millis) {
    for (var end = now + millis; now < end; now += STEP) {
      var due = messages.stream().filter(message -> message.due() <= now).toList();
      messages.removeAll(due);
      due.forEach(message -> message.deliver().run());
      for (var machine : machines) {
        Optional.ofNullable(machine.agent).ifPresent(Agent::act);
      }
      schedule();
      judge();
    }
  }

  /// The scheduler names no node that is lost, and names it again when it is back.
  private void schedule() {
    var nodes = new ArrayList<>(stored.spec().nodeNames());
    for (var machine : machines) {
      var lost = !machine.power && now - machine.offSince > LOST_AFTER;
      if (lost) {
        nodes.remove(machine.name);
      } else if (machine.power && !nodes.contains(machine.name)) {
        nodes.add(machine.name);
      }
    }
    if (!nodes.equals(stored.spec().nodeNames())) {
      store(nodes, stored.status().active());
    }
  }

  private void judge() {
    var living =
        List.of(machines).stream()
            .filter(machine -> machine.reach == Reach.OUTSIDE && machine.isWatched())
            .map(machine -> machine.name)
            .toList();
    assertThat(living).as("outside: %s", history).hasSizeLessThanOrEqualTo(1);
    assertThat(epochs).isSorted().doesNotHaveDuplicates();
  }

  private void note(String what) {
    if (!what.isEmpty()) {
      history.add((now - BEGIN) + " " + what);
    }
  }

  void disturb() {
    var machine = gen.pick(machines);
    disturb(machine);
    note(
        "between=%s %s: power=%s api=%s agent=%s"
            .formatted(between, machine.name, machine.power, machine.api, machine.agent != null));
  }

  private void disturb(Machine machine) {
    switch (gen.between(0, 6)) {
      case 0 -> powerOff(machine.name);
      case 1 -> powerOn(machine);
      case 2 -> between = !between;
      case 3 -> {
        machine.api = !machine.api;
        show(machine);
      }
      case 4 -> {
        // Power, the API and the other at once: a cable.
        between = false;
        machine.api = false;
      }
      case 5 -> agentDies(machine.name);
      default -> agentStarts(machine.name);
    }
  }

  private Machine named(String name) {
    return machines[0].name.equals(name) ? machines[0] : machines[1];
  }

  void powerOff(String name) {
    var machine = named(name);
    if (machine.power) {
      machine.power = false;
      machine.offSince = now;
      machine.agent = null;
      machine.reach = Reach.NOWHERE;
    }
  }

  private void powerOn(Machine machine) {
    machine.power = true;
    agentStarts(machine.name);
  }

  void agentDies(String name) {
    named(name).agent = null;
  }

  void agentStarts(String name) {
    var machine = named(name);
    if (machine.power && machine.agent == null) {
      machine.agent = new Agent(machine);
      show(machine);
    }
  }

  void heal() {
    between = true;
    for (var machine : machines) {
      machine.api = true;
      powerOn(machine);
      show(machine);
    }
  }

  List<String> outside() {
    return List.of(machines).stream()
        .filter(machine -> machine.reach == Reach.OUTSIDE)
        .map(machine -> machine.name)
        .toList();
  }

  List<Long> epochs() {
    return epochs;
  }

  void assertOneServes() {
    var active = stored.status().active();
    assertThat(active).isNotNull();
    assertThat(outside()).containsExactly(active.nodeName());
  }
}
