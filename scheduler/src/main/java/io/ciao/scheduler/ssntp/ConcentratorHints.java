package io.ciao.scheduler.ssntp;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Lookup;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.PublicIp;
import io.ciao.ssntp.payload.PublicIpCommand;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.SendResult;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpSession;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the concentrators of a tenant by SSNTP what their objects say as well: RefreshCNCI when
/// the tenant has others than before, AssignPublicIP and ReleasePublicIP for addresses that are not
/// in force as the spec says. Each is said once a connection, by the leader; all of it is a hint.
///
/// The key of a pass is the tenant. Safe for many threads.
public final class ConcentratorHints implements Reconciler<String>, SessionListener {
  private static final Logger LOG = LoggerFactory.getLogger(ConcentratorHints.class);

  private final Informer<Concentrator> concentrators;
  private final Lookup<Concentrator, String> byUid;
  private final Lookup<Concentrator, String> byTenant;
  private final Leadership leadership;
  private final Consumer<String> mark;
  private final Map<String, Told> sessions = new ConcurrentHashMap<>();

  /// What one connection was told. Changed by the tenant's pass alone.
  private static final class Told {
    private final SsntpSession session;
    private Bytes refresh = Bytes.EMPTY;
    private Set<PublicIpCommand> due = Set.of();
    private final Map<String, PublicIp> known = new HashMap<>();

    Told(SsntpSession session) {
      this.session = session;
    }
  }

  /// @param concentrators not started yet
  /// @param mark told the tenant whose pass is due
  public ConcentratorHints(
      Informer<Concentrator> concentrators, Leadership leadership, Consumer<String> mark) {
    this.concentrators = concentrators;
    this.leadership = leadership;
    this.mark = mark;
    this.byUid = concentrators.indexed(entry -> List.of(entry.uid()));
    this.byTenant = concentrators.indexed(entry -> List.of(tenant(entry.key())));
    concentrators.onChange(this::markTenant);
  }

  private void markTenant(ObjectKey concentrator) {
    mark.accept(tenant(concentrator));
  }

  private static String tenant(ObjectKey concentrator) {
    return String.valueOf(concentrator.namespace());
  }

  @Override
  public void connected(SsntpSession session) {
    var uid = session.uuid().toString();
    sessions.put(uid, new Told(session));
    LOG.info("concentrator connected uid={} remote={}", uid, session.remote());
    // One that is not in the cache yet is marked when it comes.
    byUid.at(uid).forEach(entry -> markTenant(entry.key()));
  }

  /// What a concentrator says is for controllers.
  @Override
  public void frame(SsntpSession session, TrafficFrame frame) {}

  @Override
  public void disconnected(SsntpSession session, Disconnect why) {
    var uid = session.uuid().toString();
    sessions.computeIfPresent(uid, (_, told) -> told.session == session ? null : told);
    LOG.info("concentrator disconnected uid={} why={}", uid, why);
  }

  @Override
  public PassResult reconcile(String tenant) {
    if (leadership.term().isEmpty() || !concentrators.synced()) {
      return PassResult.DONE;
    }
    var ofTenant =
        byTenant.at(tenant).stream()
            .map(Informer.Entry::object)
            .filter(concentrator -> !concentrator.metadata().deleting())
            .toList();
    for (var concentrator : ofTenant) {
      var told = sessions.get(concentrator.metadata().requireUid());
      if (told != null) {
        tell(told, concentrator, ofTenant);
      }
    }
    return PassResult.DONE;
  }

  private static void tell(Told told, Concentrator concentrator, List<Concentrator> ofTenant) {
    var refresh = ConcentratorPayloads.refresh(concentrator, ofTenant).toBytes();
    if (!refresh.equals(told.refresh) && send(told, Command.REFRESH_CNCI, refresh)) {
      told.refresh = refresh;
    }
    var due = new HashSet<>(ConcentratorPayloads.addresses(concentrator, told.known));
    for (var command : due) {
      if (!told.due.contains(command)) {
        send(told, command(command.sort()), command.toBytes());
      }
    }
    told.due = due;
    for (var mapped : concentrator.spec().externalIPs()) {
      told.known.put(mapped.address(), ConcentratorPayloads.publicIp(concentrator, mapped));
    }
  }

  private static Command command(PublicIpCommand.Sort sort) {
    return switch (sort) {
      case ASSIGN -> Command.ASSIGN_PUBLIC_IP;
      case RELEASE -> Command.RELEASE_PUBLIC_IP;
    };
  }

  private static boolean send(Told told, Command command, Bytes payload) {
    return told.session.send(command, payload) == SendResult.QUEUED;
  }
}
