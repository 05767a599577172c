package io.ciao.launcher.instance;

import io.ciao.api.client.ApiClient;
import io.ciao.api.instance.Instance;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.desired.References;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.image.ImageCache;
import io.ciao.launcher.instance.InstanceSnapshot.Membership;
import io.ciao.launcher.instance.InstanceSnapshot.Self;
import io.ciao.launcher.journal.Acts;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.LedgerEntry;
import io.ciao.launcher.network.PortRequest;
import io.ciao.launcher.network.Ports;
import io.ciao.launcher.node.CopyCensus;
import io.ciao.launcher.node.NodeIdentity;
import io.ciao.launcher.node.NodeMembership;
import io.ciao.launcher.presence.Presence;
import io.ciao.launcher.report.ReportSender;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.program.agent.ServedLog;
import io.ciao.reconcile.EventRecorder;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.WorkQueue;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All instances of one node: their watch, their passes, and what others may ask about them.
///
/// Threads: one for the watch, `concurrency` for passes; nothing is done on callers' threads.
public final class Instances implements CopyCensus, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

  /// What the instances of a node are made of.
  ///
  /// @param queue of uids; whoever learns of a change adds to it
  public record Parts(
      NodeIdentity node,
      NodeMembership membership,
      Presence presence,
      KeptObjects kept,
      InstanceLedger ledger,
      Drivers drivers,
      Acts acts,
      ApiClient api,
      WorkQueue<String> queue,
      TracedStarts traces) {}

  /// Time and pace.
  ///
  /// @param concurrency how many instances are worked on at a time
  public record Pace(InstantSource clock, Backoff backoff, int concurrency) {}

  private final Parts parts;
  private final Pace pace;
  private final IngredientsReader ingredients;
  private final InstanceWatch watch;
  private @Nullable PassLoop<String> loop;
  private @Nullable EventRecorder events;

  private Instances(Parts parts, Pace pace, IngredientsReader ingredients, Marker shown) {
    this.parts = parts;
    this.pace = pace;
    this.ingredients = ingredients;
    this.watch =
        new InstanceWatch(
            parts.api(), parts.node().name(), parts.kept(), pace.backoff(), shown::changed);
  }

  /// Told the uid of every instance that the watch shows anew, after which its pass is marked.
  @FunctionalInterface
  public interface Marker {
    void changed(String uid);
  }

  /// Instances that run for real.
  public static Instances real(
      Parts parts, Pace pace, References references, ImageCache images, Marker shown) {
    var ingredients = new StartIngredients(references, images, parts.queue()::add);
    return new Instances(parts, pace, ingredients, shown);
  }

  /// Instances of a simulated node: they need nothing but to be bound.
  public static Instances simulated(Parts parts, Pace pace, Marker shown) {
    return new Instances(parts, pace, new SimulatedIngredients(), shown);
  }

  /// Starts the watch, then the passes.
  ///
  /// @param listed whether there is an apiserver with a list of what is bound to this node
  public void start(Ports ports, ReportSender reports, boolean listed) {
    var questions = new InstanceQuestions(parts.api(), pace.clock());
    var histories = new Histories();
    var recorder = new EventRecorder(parts.api(), "ciao-launcher-agent", pace.clock());
    events = recorder;
    var status = new InstanceStatusWriter(reports, recorder);
    var sources =
        new InstanceSnapshotReader.Sources(
            parts.kept(), watch, parts.ledger(), parts.drivers(), ports, ingredients);
    var reader =
        new InstanceSnapshotReader(sources, this::self, questions, histories, pace.clock());
    var applier =
        new InstanceApplier(sources, questions, histories, parts.acts(), status, parts.traces());
    var reconciler =
        new InstanceReconciler(reader, applier, status, histories, pace.clock(), parts.traces());
    if (listed) {
      watch.start();
    }
    loop =
        new PassLoop<>("instance", parts.queue(), reconciler, pace.backoff(), pace.concurrency());
    markAll();
  }

  private Self self() {
    var member = parts.membership().member() ? Membership.MEMBER : Membership.REJOINING;
    return new Self(parts.node().uid(), member, parts.presence().heldSince().orElse(null));
  }

  /// Whether the list of bound instances has been read.
  public boolean synced() {
    return watch.synced();
  }

  /// Marks every instance that anything is known of.
  public void markAll() {
    known().forEach(parts.queue()::add);
  }

  private SortedSet<String> known() {
    var uids = new TreeSet<String>(watch.listed());
    parts.ledger().entries().stream()
        .filter(entry -> entry.buriedAt() == null)
        .forEach(entry -> uids.add(entry.uid()));
    parts.kept().all(KeptKind.INSTANCE).forEach(object -> uids.add(object.uid()));
    try {
      uids.addAll(parts.drivers().instances().keySet());
    } catch (DriverException e) {
      LOG.warn("driver cannot list its instances problem={}", e.getMessage());
    }
    return uids;
  }

  /// The log of an instance.
  public Optional<ServedLog> log(String uid) {
    for (var driver : parts.drivers().all()) {
      var log = driver.log(uid);
      if (log.isPresent()) {
        return log;
      }
    }
    return Optional.empty();
  }

  /// Ports of instances that run already, and instances that may run but whose port is unknown.
  ///
  /// @param unknown uid to the Concentrator's `namespace/name`, empty if unknown too
  public record Adoption(List<PortRequest> ports, Map<String, String> unknown) {}

  /// Looks for what an earlier life of the agent left running.
  public Adoption adopt() {
    var ports = new ArrayList<PortRequest>();
    var unknown = new HashMap<String, String>();
    for (var entry : parts.ledger().entries()) {
      if (entry.engaged()) {
        adopt(entry, ports, unknown);
      }
    }
    return new Adoption(ports, unknown);
  }

  private void adopt(LedgerEntry entry, List<PortRequest> ports, Map<String, String> unknown) {
    var kept = parts.kept().byUid(KeptKind.INSTANCE, entry.uid());
    var instance = kept.map(object -> object.as(Instance.class));
    var network = instance.map(present -> present.status().network());
    var subnet =
        network.map(present -> entry.namespace() + "/" + present.concentrator()).orElse("");
    try {
      var target = livingTarget(entry);
      if (target.isEmpty()) {
        return;
      }
      if (kept.isPresent()
          && ingredients.network(kept.get(), instance.get())
              instanceof IngredientsReader.Network.Complete(var nic)) {
        ports.add(new PortRequest(entry.uid(), nic, target.get()));
        return;
      }
    } catch (DriverException e) {
      LOG.warn("instance cannot be looked at yet uid={} problem={}", entry.uid(), e.getMessage());
    }
    unknown.put(entry.uid(), subnet);
  }

  private Optional<PortTarget> livingTarget(LedgerEntry entry) throws DriverException {
    var driver = parts.drivers().named(entry.driver());
    if (driver.isEmpty()) {
      return Optional.empty();
    }
    for (var copy : driver.get().look(entry.uid()).copies()) {
      if (copy.alive()) {
        return driver.get().portTarget(copy.uid(), copy.epoch());
      }
    }
    return Optional.empty();
  }

  @Override
  public SortedMap<String, Long> unwanted(BoundHere bound) throws CensusException {
    parts.kept().joins(bound.version(), bound.epochs()).forEach(parts.queue()::add);
    var found = new TreeMap<String, Long>();
    try {
      for (var driver : parts.drivers().all()) {
        for (var uid : held(driver)) {
          for (Copy copy : driver.look(uid).copies()) {
            if (bound.epochs().getOrDefault(uid, 0L) != copy.epoch()) {
              found.put(uid, copy.epoch());
              parts.queue().add(uid);
            }
          }
        }
      }
      return found;
    } catch (DriverException e) {
      throw new CensusException("copies on this node cannot be counted: " + e.getMessage(), e);
    }
  }

  /// What the driver lists, and what it holds by the ledger. An engine that is away lists nothing:
  /// it is waited for where the ledger says that it may have something of ours, and nowhere else.
  private SortedSet<String> held(Driver driver) throws DriverException {
    var uids = new TreeSet<>(driver.instances().keySet());
    parts.ledger().entries().stream()
        .filter(entry -> entry.holds() && entry.driver().equals(driver.name()))
        .forEach(entry -> uids.add(entry.uid()));
    return uids;
  }

  @Override
  public void close() {
    parts.queue().close();
    var running = loop;
    if (running != null) {
      running.close();
    }
    var recorder = events;
    if (recorder != null) {
      recorder.close();
    }
    watch.close();
  }
}
