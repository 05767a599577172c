package io.ciao.launcher.ssntp;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.network.SubnetListener;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.WorkQueue;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.payload.TenantEvent;
import io.ciao.ssntp.payload.TenantNumbers;
import io.ciao.ssntp.transport.NotConnectedException;
import io.ciao.ssntp.transport.SsntpClient;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the concentrators, through every scheduler, of which of their subnets this node has ports:
/// TenantAdded with the first one, TenantRemoved with the last, and TenantAdded again on each new
/// connection for all that are here, since what was said before may not have arrived.
///
/// A pass has one scheduler, so that one that takes nothing holds up itself alone. Safe for many
/// threads.
public final class TenantVoice implements SubnetListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TenantVoice.class);
  private static final int SCHEDULERS_AT_ONCE = 4;

  private final Supplier<TenantEvent.Agent> self;
  private final BooleanSupplier member;
  private final Map<ObjectKey, Concentrator> present = new ConcurrentHashMap<>();
  private final Map<SsntpClient, ToldTenants> told = new ConcurrentHashMap<>();
  private final WorkQueue<SsntpClient> queue = new WorkQueue<>(System::nanoTime);
  private final PassLoop<SsntpClient> loop;

  /// @param self this node and its tunnel address
  /// @param member whether the node is one, so that it may speak
  public TenantVoice(Supplier<TenantEvent.Agent> self, BooleanSupplier member, Backoff backoff) {
    this.self = self;
    this.member = member;
    this.loop = new PassLoop<>("tenants", queue, this::tell, backoff, SCHEDULERS_AT_ONCE);
  }

  /// Until somebody serves the subnet there is nobody to be told.
  @Override
  public void present(ObjectKey subnet, Concentrator concentrator) {
    if (concentrator.status().active() != null) {
      var before = present.put(subnet, concentrator);
      if (before == null || !event(subnet, before).equals(event(subnet, concentrator))) {
        due();
      }
    }
  }

  @Override
  public void gone(ObjectKey subnet) {
    if (present.remove(subnet) != null) {
      due();
    }
  }

  /// A connection has begun, on which nothing was said.
  void connected(SsntpClient scheduler) {
    told.put(scheduler, new ToldTenants());
    queue.add(scheduler);
  }

  /// Looks again whether something is to be said.
  void due() {
    told.keySet().forEach(queue::add);
  }

  private PassResult tell(SsntpClient scheduler) {
    var connection = told.get(scheduler);
    if (connection == null || !member.getAsBoolean() || !scheduler.connected()) {
      return PassResult.DONE;
    }
    var events =
        present.entrySet().stream().map(entry -> event(entry.getKey(), entry.getValue())).toList();
    try {
      for (var event : connection.due(events)) {
        var operand =
            switch (event.sort()) {
              case ADDED -> Event.TENANT_ADDED;
              case REMOVED -> Event.TENANT_REMOVED;
            };
        scheduler.send(operand, event.toBytes());
        connection.sent(event);
      }
    } catch (NotConnectedException e) {
      // The next connection is told all of it.
      LOG.debug("tenants are not told problem={}", e.getMessage());
    }
    return PassResult.DONE;
  }

  private TenantEvent event(ObjectKey subnet, Concentrator concentrator) {
    var block = Ipv4Prefix.parse(concentrator.spec().subnet()).network();
    var tenant =
        new TenantEvent.Tenant(
            String.valueOf(subnet.namespace()),
            block.toString(),
            TenantNumbers.subnetKey(block.address()));
    return new TenantEvent(
        TenantEvent.Sort.ADDED,
        self.get(),
        tenant,
        concentrator.metadata().requireUid(),
        Objects.requireNonNull(concentrator.status().active()).vtep());
  }

  @Override
  public void close() {
    queue.close();
    loop.close();
  }
}
