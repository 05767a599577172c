package io.ciao.ctl.ssntp;

import io.ciao.ctl.session.RefusedException;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.TraceExtension;
import io.ciao.ssntp.payload.TraceReport;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.FailedAttempt;
import io.ciao.ssntp.transport.NotConnectedException;
import io.ciao.ssntp.transport.ServerPeer;
import io.ciao.ssntp.transport.SsntpClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/// Follows a scheduler's frame log and prints it. Printing is done on the thread that reads, so
/// that a terminal that takes little makes the scheduler leave lines out.
final class Tail implements ClientListener {
  private static final int UNREACHABLE = 3;

  /// A connection that ends sooner was not worth dialling for; so many in a row have one cause.
  private static final Duration SHORT = Duration.ofSeconds(5);

  private static final int SHORT_ONES_MAX = 3;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private final LongSupplier nanos;
  private final CompletableFuture<SsntpClient> client = new CompletableFuture<>();
  private final BlockingQueue<Ending> endings = new ArrayBlockingQueue<>(1);

  /// How many earlier lines are asked for; none once it was connected. Confined to the client's
  /// thread, as the next.
  private int last;

  private boolean wasConnected;
  private long connectedAtNanos;
  private int shortOnes;

  /// @param nanos a monotonic clock
  Tail(PrintStream out, PrintStream err, boolean json, int last, LongSupplier nanos) {
    this.nanos = nanos;
    this.out = out;
    this.err = err;
    this.json = json;
    this.last = last;
  }

  /// Why there is nothing to follow.
  ///
  /// @param refusal the scheduler's; empty: none
  private record Ending(int status, String refusal) {}

  /// Waits until there is nothing to follow: the scheduler refuses or was never reached, or nobody
  /// reads what is printed.
  ///
  /// @return the exit status
  int run(SsntpClient own) throws InterruptedException {
    client.complete(own);
    var ending = endings.take();
    if (!ending.refusal().isEmpty()) {
      throw new RefusedException(ending.refusal());
    }
    return ending.status();
  }

  /// Only the first counts.
  private void end(int status, String refusal) {
    var _ = endings.offer(new Ending(status, refusal));
  }

  @Override
  public void connected(ServerPeer server) {
    if (!wasConnected && !json) {
      out.println(CrossedFrame.HEADER);
    }
    wasConnected = true;
    connectedAtNanos = nanos.getAsLong();
    try {
      var wish = new TraceReport(List.of(), TraceExtension.follow(last));
      client.join().send(Event.TRACE_REPORT, wish.toBytes());
      last = 0;
    } catch (NotConnectedException e) {
      err.println("ciaoctl: " + e.getMessage());
    }
  }

  @Override
  public void frame(TrafficFrame frame) {
    CrossedFrame.read(frame).ifPresent(this::print);
    if (out.checkError()) {
      end(0, "");
    }
  }

  private void print(CrossedFrame crossed) {
    var dropped = crossed.crossing().dropped();
    if (json) {
      out.println(crossed.json());
    } else {
      if (dropped > 0) {
        out.println(
            "… %d frames are left out: they came faster than they were read".formatted(dropped));
      }
      out.println(crossed.line());
    }
  }

  @Override
  public void disconnected(Disconnect why) {
    var isShort = nanos.getAsLong() - connectedAtNanos < SHORT.toNanos();
    shortOnes = isShort ? shortOnes + 1 : 0;
    if (shortOnes == SHORT_ONES_MAX) {
      end(
          1,
          "the scheduler ended %d connections in a row within seconds, the last one: %s; a certificate can have one connection, so another may be using it"
              .formatted(shortOnes, why.detail()));
    } else if (why.cause() != Disconnect.Cause.CLOSED_HERE) {
      err.println("ciaoctl: the scheduler is gone: %s; dialling again".formatted(why.detail()));
    }
  }

  @Override
  public void attemptFailed(FailedAttempt attempt) {
    if (attempt.kind() == FailedAttempt.Kind.REJECTED) {
      end(1, "scheduler %s refuses: %s".formatted(attempt.address(), attempt.reason()));
    } else if (!wasConnected) {
      err.println(
          "ciaoctl: scheduler %s cannot be reached: %s"
              .formatted(attempt.address(), attempt.reason()));
      end(UNREACHABLE, "");
    }
  }
}
