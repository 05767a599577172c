package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.TrafficFrame;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who closes while the other side still sends: what was sent before comes whole. A socket that is
/// closed with unread bytes resets its connection, and what is on its way is lost.
class OrderlyCloseIT {
  private static final int FRAMES = 100;

  /// More than a server keeps unread of a peer.
  private static final int SLOW_FRAMES = 20;

  private static final Bytes PAYLOAD = Bytes.wrap(new byte[2 * 1024]);
  private static final Bytes LARGE = Bytes.wrap(new byte[64 * 1024]);
  private static final Bytes TALK = Bytes.wrap(new byte[16 * 1024]);

  /// So much of the talk waits, so that some of it is always unread.
  private static final int TALK_MAX_BYTES = 1024 * 1024;

  private final Loopback loopback = new Loopback();
  private final AtomicInteger came = new AtomicInteger();
  private final AtomicBoolean talking = new AtomicBoolean(true);

  @AfterEach
  void close() {
    talking.set(false);
    loopback.close();
  }

  @Test
  void whatAClientSentComesAlthoughTheServerStillSpeaks() throws Exception {
    var log =
        new ServerLog() {
          @Override
          public void frame(SsntpSession session, TrafficFrame frame) {
            came.incrementAndGet();
          }
        };
    var server = loopback.server(loopback.serverConfig(), log);
    var client =
        loopback.client(
            loopback.clientConfig(server.addresses().getFirst()),
            new ClientLog() {
              @Override
              public void frame(TrafficFrame frame) {
                // Nothing is kept: there is much.
              }
            });
    Loopback.SOON.until("connected", () -> client.connected() && !log.connected.isEmpty());
    var session = log.connected.getFirst();
    var talk = Thread.ofVirtual().start(() -> talkTo(session));
    for (var i = 0; i < FRAMES; i++) {
      client.send(Command.STATS, PAYLOAD);
    }
    client.close();

    Loopback.SOON.untilAsserted(() -> assertThat(log.disconnected).hasSize(1));
    assertThat(came).hasValue(FRAMES);
    talking.set(false);
    talk.join();
  }

  @Test
  void whatAClientSentComesAlthoughTheServerIsSlow() throws Exception {
    var closing = new CountDownLatch(1);
    var log =
        new ServerLog() {
          @Override
          public void frame(SsntpSession session, TrafficFrame frame) {
            awaitAnyway(closing);
            came.incrementAndGet();
          }
        };
    var server = loopback.server(loopback.serverConfig(), log);
    var client =
        loopback.client(loopback.clientConfig(server.addresses().getFirst()), new ClientLog());
    Loopback.SOON.until("connected", client::connected);
    for (var i = 0; i < SLOW_FRAMES; i++) {
      client.send(Command.STATS, LARGE);
    }
    var closer = Thread.ofVirtual().start(client::close);
    Loopback.SOON.until("the client closes", () -> closer.getState() != Thread.State.NEW);
    closing.countDown();
    closer.join();

    Loopback.SOON.untilAsserted(() -> assertThat(log.disconnected).hasSize(1));
    assertThat(came).hasValue(SLOW_FRAMES);
  }

  @Test
  void whatAServerSentComesAlthoughTheClientStillSpeaks() throws Exception {
    var log = new ServerLog();
    var server = loopback.server(loopback.serverConfig(), log);
    var closing = new CountDownLatch(1);
    var clientLog =
        new ClientLog() {
          @Override
          public void frame(TrafficFrame frame) {
            // Until then the last frames wait in the server's socket.
            awaitAnyway(closing);
            came.incrementAndGet();
          }
        };
    var client = loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("connected", () -> client.connected() && !log.connected.isEmpty());
    var talk =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (talking.get()) {
                      client.send(Command.STATS, TALK);
                    }
                  } catch (NotConnectedException _) {
                    // That is how it ends.
                  }
                });
    Loopback.SOON.until("the client speaks", () -> log.frames.size() > FRAMES);
    for (var i = 0; i < FRAMES; i++) {
      assertThat(log.connected.getFirst().send(Command.START, LARGE)).isEqualTo(SendResult.QUEUED);
    }
    var closer = Thread.ofVirtual().start(server::close);
    Loopback.SOON.until("the server closes", () -> !log.disconnected.isEmpty());
    closing.countDown();
    closer.join();

    Loopback.SOON.until("told", () -> !clientLog.disconnected.isEmpty());
    assertThat(came).hasValue(FRAMES);
    talk.join();
  }

  private void talkTo(SsntpSession session) {
    try {
      while (talking.get() && session.send(Command.STATS, TALK) != SendResult.CLOSED) {
        Loopback.SOON.until(
            "it has taken some", () -> !talking.get() || session.waitingBytes() < TALK_MAX_BYTES);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitAnyway(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
