package io.ciao.launcher.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.ledger.LedgerStorage;
import io.ciao.launcher.ledger.MembershipFile;
import io.ciao.launcher.ledger.MembershipFile.Membership;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import io.ciao.launcher.simulated.SimulatedDriver;
import io.ciao.launcher.testing.Objects;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.payload.Requirements;
import io.ciao.ssntp.payload.Start;
import io.ciao.ssntp.payload.StartExtension;
import io.ciao.ssntp.payload.StartNetworking;
import io.ciao.ssntp.payload.StartRuntime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// What of a node outlives its agent: certificate, disk, and the copies that run there.
///
/// @param disk where its journal is
/// @param ledger what was promised about instances
/// @param state the agent's other files
/// @param gates the gate of the agent that lives now
/// @param launches how often each instance was launched, by uid and epoch
public record Machine(
    String name,
    TlsIdentity tls,
    Relay relay,
    Path disk,
    LedgerStorage ledger,
    LedgerStorage state,
    Map<String, StartGate> gates,
    Driver driver,
    Map<String, Integer> launches,
    List<ObjectNode> instances) {

  private static final String GATE = "gate";
  private static final long EPOCH = 7;
  private static final long INCARNATION = 3;

  /// A node that has joined and has instances bound to it, none started.
  ///
  /// @param disks in which it has a directory of its own
  public static Machine of(String name, TlsIdentity tls, Relay relay, Path disks, int instances) {
    var state = new MemoryLedgerStorage();
    new MembershipFile(state).write(new Membership(INCARNATION, true));
    var gates = new ConcurrentHashMap<String, StartGate>();
    var launches = new ConcurrentHashMap<String, Integer>();
    var uid = tls.identity().uuid().orElseThrow().toString();
    var bound = new ArrayList<ObjectNode>();
    for (var i = 0; i < instances; i++) {
      var instance = Objects.instance(name + "-" + i, UUID.randomUUID() + "", name, uid, EPOCH);
      var object = instance.apply(Json.object());
      object.withObject("/metadata").put("resourceVersion", "101");
      bound.add(object);
    }
    var simulated = new SimulatedDriver(InstantSource.system(), of -> gates.get(GATE).check(of));
    return new Machine(
        name,
        tls,
        relay,
        disks.resolve(name),
        new MemoryLedgerStorage(),
        state,
        gates,
        counting(simulated, launches),
        launches,
        bound);
  }

  public UUID uuid() {
    return tls.identity().uuid().orElseThrow();
  }

  /// A new agent's gate counts from now on.
  public void guardedBy(StartGate gate) {
    gates.put(GATE, gate);
  }

  /// The payloads of START for its instances.
  public List<Bytes> starts() {
    return instances.stream().map(Machine::start).toList();
  }

  private static Bytes start(ObjectNode instance) {
    return new Start(
            "",
            instance.path("metadata").path("uid").asText(),
            StartRuntime.vm("legacy"),
            StartNetworking.NONE,
            List.of(),
            new Requirements(0, 0, "", "", false, false),
            new StartExtension(EPOCH, List.of(instance)))
        .toBytes();
  }

  /// The same driver, with its launches that went through counted: it takes a second one of the
  /// same copy for a success.
  private static Driver counting(Driver driver, Map<String, Integer> launches) {
    return (Driver)
        Proxy.newProxyInstance(
            Machine.class.getClassLoader(),
            new Class<?>[] {Driver.class},
            (_, method, arguments) -> {
              try {
                var answer = method.invoke(driver, arguments);
                if (method.getName().equals("launch") && arguments[0] instanceof StartPlan plan) {
                  launches.merge(plan.uid() + " at epoch " + plan.epoch(), 1, Integer::sum);
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
