package io.ciao.ctl.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.payload.AttachVolume;
import io.ciao.ssntp.payload.Delete;
import io.ciao.ssntp.payload.DeleteExtension;
import io.ciao.ssntp.payload.InstanceStats;
import io.ciao.ssntp.payload.NodeCommand;
import io.ciao.ssntp.payload.PayloadResult;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.Start;
import io.ciao.ssntp.transport.SsntpSession;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What the kit can be asked to do. Safe for many threads.
final class KitDriver {
  private final KitClients clients;
  private final InstantSource clock;
  private final AtomicLong versions = new AtomicLong();
  private final Map<String, Start> started = new ConcurrentHashMap<>();

  KitDriver(KitClients clients, InstantSource clock) {
    this.clients = clients;
    this.clock = clock;
  }

  List<String> clientUuids() {
    return clients.uuids();
  }

  /// Uids of instances.
  ///
  /// @param filter `pending`, `active`, `exited` …; empty: all
  List<String> instances(String client, String filter) throws KitRefusedException {
    return clients.of(
        client,
        found ->
            found.stats == null
                ? List.<String>of()
                : found.stats.instances().stream()
                    .filter(instance -> filter.isEmpty() || instance.state().equals(filter))
                    .map(InstanceStats::instanceUuid)
                    .toList());
  }

  /// The last STATS.
  String stats(String client) throws KitRefusedException {
    return told(clients.of(client, found -> known(found.statsText)), "STATS");
  }

  /// The last status, and the last READY.
  String status(String client) throws KitRefusedException {
    return clients.of(
        client,
        found -> {
          var tree = Json.object();
          tree.put("status", found.status);
          if (found.ready != null && KitText.tree(found.ready) instanceof ObjectNode ready) {
            tree.setAll(ready);
          }
          return KitText.yaml(tree);
        });
  }

  private static Bytes known(@org.jspecify.annotations.Nullable Bytes text) {
    return text == null ? Bytes.EMPTY : text;
  }

  private static String told(Bytes text, String what) throws KitRefusedException {
    if (text.isEmpty()) {
      throw new KitRefusedException("the agent has sent no " + what + " yet; it does every 6 s");
    }
    return KitText.yaml(text);
  }

  /// The events and errors that came since the last time, and forgets them.
  String drain(String client) throws KitRefusedException {
    var tree = Json.object();
    var list = tree.putArray("drained");
    clients.of(
        client,
        found -> {
          found.collected.forEach(entry -> list.add((JsonNode) entry));
          found.collected.clear();
          return list;
        });
    return KitText.yaml(tree);
  }

  /// Sends START, and says what was sent.
  String start(String client, Bytes payload) throws KitRefusedException {
    return send(client, parsed(Start.parse(payload)));
  }

  private String send(String client, Start start) throws KitRefusedException {
    var session = session(client);
    var uid = start.instanceUuid();
    var ciao = start.ciao();
    if (ciao == null) {
      session.send(Command.START, start.toBytes());
      return "START %s sent as an original's: a ciao agent needs the key 'ciao' with objects"
          .formatted(uid);
    }
    var version = nextVersion();
    var before = clients.epoch(uid);
    var epoch = ciao.epoch() > 0 ? ciao.epoch() : before > 0 ? before : version;
    var node = new KitStart.Node(name(session), session.uuid().toString());
    var fit = KitStart.fit(start, node, epoch, version);
    started.put(uid, fit);
    clients.started(uid, epoch);
    session.send(Command.START, fit.toBytes());
    return "START %s sent to %s at epoch %d".formatted(uid, node.name(), epoch);
  }

  /// Sends START of what this kit has started, again and with a wish for a restart.
  String restart(String client, String instance) throws KitRefusedException {
    var start = started.get(instance);
    if (start == null) {
      throw new KitRefusedException(
          "instance %s was not started by this kit; use startf with its file".formatted(instance));
    }
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    return send(client, KitStart.again(start, now));
  }

  /// Sends DELETE. An epoch that is missing is the one at which the instance was started.
  String delete(String client, Bytes payload) throws KitRefusedException {
    var delete = parsed(Delete.parse(payload));
    var session = session(client);
    var uid = delete.instanceUuid();
    var ciao = delete.ciao();
    var epoch = ciao == null ? clients.epoch(uid) : ciao.epoch();
    var whole =
        new Delete(
            uid,
            session.uuid().toString(),
            delete.stop(),
            epoch > 0 ? new DeleteExtension(epoch) : null);
    session.send(Command.DELETE, whole.toBytes());
    if (!delete.stop()) {
      started.remove(uid);
    }
    return "DELETE %s sent, stop %s%s"
        .formatted(
            uid,
            delete.stop(),
            epoch > 0 ? "" : "; without an epoch, which nobody has told: a ciao agent ignores it");
  }

  String attach(String client, Bytes payload) throws KitRefusedException {
    var attach = parsed(AttachVolume.parse(payload));
    var session = session(client);
    var whole =
        new AttachVolume(attach.instanceUuid(), attach.volumeUuid(), session.uuid().toString());
    session.send(Command.ATTACH_VOLUME, whole.toBytes());
    return "AttachVolume %s to %s sent".formatted(attach.volumeUuid(), attach.instanceUuid());
  }

  /// Sends EVACUATE or Restore; what the payload says is the client's own UUID.
  String node(String client, NodeCommand.Sort sort) throws KitRefusedException {
    var session = session(client);
    var command = sort == NodeCommand.Sort.EVACUATE ? Command.EVACUATE : Command.RESTORE;
    session.send(command, new NodeCommand(sort, session.uuid().toString()).toBytes());
    return "%s sent to %s".formatted(command, session.uuid());
  }

  private SsntpSession session(String client) throws KitRefusedException {
    return clients.of(client, found -> found.session);
  }

  private static String name(SsntpSession session) {
    var certificate = session.certificate();
    return certificate.nodeName().orElse(certificate.commonName());
  }

  /// Above all that an earlier kit has given.
  private long nextVersion() {
    var now = clock.millis();
    return versions.updateAndGet(last -> Math.max(last + 1, now));
  }

  private static <T> T parsed(PayloadResult<T> result) throws KitRefusedException {
    return switch (result) {
      case Parsed<T>(var value) -> value;
      case Corrupt<T>(var problem) ->
          throw new KitRefusedException("the payload cannot be read: " + problem);
    };
  }
}
