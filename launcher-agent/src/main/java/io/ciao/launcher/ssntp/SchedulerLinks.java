package io.ciao.launcher.ssntp;

import io.ciao.launcher.report.InstanceReport;
import io.ciao.launcher.report.ReportChannel;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.payload.ReadyExtension;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.NotConnectedException;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.Surroundings;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One SSNTP connection to every scheduler. What is said goes to all that are connected; each keeps
/// what it hears, and only the leader acts on it.
///
/// Safe for many threads.
public final class SchedulerLinks implements ReportChannel, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerLinks.class);

  private final List<SsntpClient> clients = new CopyOnWriteArrayList<>();
  private final Set<SsntpClient> beingAsked = ConcurrentHashMap.newKeySet();
  private final ReportFrames frames;
  private final NodeSpeech speech;
  private final TenantVoice tenants;

  public SchedulerLinks(NodeSpeech speech, TenantVoice tenants) {
    this.speech = speech;
    this.tenants = tenants;
    this.frames = new ReportFrames(speech);
  }

  /// Starts to dial.
  ///
  /// @param config of a client for one scheduler
  /// @param inbox takes what schedulers send
  public void start(
      List<HostPort> schedulers,
      Function<HostPort, ClientConfig> config,
      Inbox inbox,
      Surroundings surroundings) {
    for (var scheduler : schedulers) {
      var listener = new SchedulerListener(scheduler, inbox, this);
      var client = SsntpClient.start(config.apply(scheduler), listener, surroundings);
      listener.serve(client);
      clients.add(client);
    }
  }

  /// Whether a scheduler hears the node.
  public boolean heard() {
    return clients.stream().anyMatch(SsntpClient::connected);
  }

  @Override
  public int send(List<InstanceReport> reports) {
    var built = frames.of(reports);
    if (built.isEmpty()) {
      return 0;
    }
    var reached = 0;
    for (var client : clients) {
      if (built.stream().allMatch(frame -> offer(client, frame.operand(), frame.payload()))) {
        reached += client.connected() ? 1 : 0;
      }
    }
    return reached;
  }

  /// Tells every scheduler how the node is: READY or FULL, then STATS; and concentrators what they
  /// were not told yet.
  public void announce() {
    clients.forEach(this::announceTo);
    tenants.due();
  }

  /// Asks every scheduler that is connected for a renewal. Does not wait: one that takes nothing
  /// holds up itself alone, and is asked again once it has.
  public void renew(ReadyExtension asked) {
    for (var client : clients) {
      if (client.connected() && beingAsked.add(client)) {
        Thread.ofVirtual().name("renewal-ssntp").start(() -> ask(client, asked));
      }
    }
  }

  private void ask(SsntpClient client, ReadyExtension asked) {
    try {
      speech.renewal(asked).forEach(frame -> offer(client, frame.operand(), frame.payload()));
    } finally {
      beingAsked.remove(client);
    }
  }

  /// A connection has begun: who hears there knows nothing yet.
  void connected(SsntpClient client) {
    announceTo(client);
    tenants.connected(client);
  }

  private void announceTo(SsntpClient client) {
    speech.status().ifPresent(status -> offer(client, status.operand(), status.payload()));
    speech.stats(List.of()).ifPresent(stats -> offer(client, stats.operand(), stats.payload()));
  }

  private static boolean offer(SsntpClient client, Operand operand, Bytes payload) {
    if (!client.connected()) {
      return false;
    }
    try {
      client.send(operand, payload);
      return true;
    } catch (NotConnectedException e) {
      LOG.debug("frame was not sent operand={} problem={}", operand, e.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    clients.forEach(SsntpClient::close);
  }
}
