package io.ciao.launcher.qemu;

import io.ciao.launcher.driver.DriverEvents;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.process.ProcessTable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The QMP connections of this node's virtual machines, one each, opened when first needed, and who
/// tells that a machine has ended: the end of its connection, and then that of its process.
final class VmMonitors implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(3);
  private static final Duration END_POLL = Duration.ofMillis(50);

  /// Nothing is waited for but our own reading: the end comes with the process.
  private static final Duration LAST_WORDS_LIMIT = Duration.ofSeconds(2);

  private final ProcessTable processes;
  private final DriverEvents events;
  private final Map<String, QmpConnection> open = new ConcurrentHashMap<>();
  private final Map<String, String> lastWords = new ConcurrentHashMap<>();
  private final Set<ManagedProcess> ending = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  VmMonitors(ProcessTable processes, DriverEvents events) {
    this.processes = processes;
    this.events = events;
  }

  /// The connection to this QEMU; waits for its socket to appear.
  QmpConnection of(QemuFiles files, ManagedProcess qemu) throws QmpException, InterruptedException {
    var present = open.get(files.uid());
    if (present != null && present.open()) {
      return present;
    }
    var rounds = CONNECT_LIMIT.dividedBy(POLL);
    for (var round = 0L; ; round++) {
      try {
        var connection = QmpConnection.open(files.monitorSocket(), listener(files.uid(), qemu));
        open.put(files.uid(), connection);
        return connection;
      } catch (QmpException e) {
        if (round >= rounds || !processes.alive(qemu)) {
          throw e;
        }
        Thread.sleep(POLL);
      }
    }
  }

  private QmpConnection.Listener listener(String uid, ManagedProcess qemu) {
    return new QmpConnection.Listener() {
      @Override
      public void event(QmpMessage.Event event) {
        if (event.name().equals("SHUTDOWN")) {
          lastWords.put(uid, describe(event.data().path("reason").asText()));
        }
      }

      @Override
      public void closed() {
        watchEnd(uid, qemu);
      }
    };
  }

  /// Marks the instance once this process is gone. A connection ends a moment before its process,
  /// and one that was never opened does not end at all.
  void watchEnd(String uid, ManagedProcess qemu) {
    if (ending.add(qemu)) {
      Thread.ofVirtual().name("qemu-end-" + uid).start(() -> awaitEnd(uid, qemu));
    }
  }

  private void awaitEnd(String uid, ManagedProcess qemu) {
    try {
      while (!closed && processes.alive(qemu)) {
        Thread.sleep(END_POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ending.remove(qemu);
    events.changed(uid);
  }

  /// How the machine, whose process is gone, said that it would end; each word is given once. What
  /// it said may be read a moment after its process was seen to be gone.
  Optional<String> lastWords(String uid) {
    var connection = open.get(uid);
    if (connection != null) {
      try {
        connection.awaitEnd(LAST_WORDS_LIMIT);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    return Optional.ofNullable(lastWords.remove(uid));
  }

  void forget(String uid) {
    var connection = open.remove(uid);
    if (connection != null) {
      connection.close();
    }
    lastWords.remove(uid);
  }

  private static String describe(String reason) {
    return switch (reason) {
      case "guest-shutdown" -> "the guest shut itself down";
      case "guest-panic" -> "the guest's kernel panicked";
      case "host-qmp-quit", "host-qmp-system-reset" -> "it was ended on request";
      case "host-signal" -> "its QEMU was ended by a signal";
      default -> "QEMU ended: " + reason;
    };
  }

  @Override
  public void close() {
    closed = true;
    open.values().forEach(QmpConnection::close);
    open.clear();
  }
}
