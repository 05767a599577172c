package io.ciao.ssntp.tail;

import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.transport.FrameObserver;
import io.ciao.ssntp.transport.SendResult;
import io.ciao.ssntp.transport.SsntpSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The last frames that crossed a server, and the sessions that follow them. Safe for many threads.
///
/// Whoever reads or sends a frame only puts a line into the ring. Each follower has a thread of its
/// own that reads the ring at the pace at which the session takes lines: one that is slow misses
/// those that were overwritten meanwhile, and nobody waits for it.
public final class FrameLog implements FrameObserver, AutoCloseable {

  /// What may wait for a follower before it is given no more.
  static final int FOLLOWER_MAX_BYTES = 256 * 1024;

  private static final int LINES = 4096;
  private static final int LINES_AT_ONCE = 64;
  private static final Duration SLOW_WAIT = Duration.ofMillis(20);

  private final InstantSource wall;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final @Nullable FrameLine[] ring = new FrameLine[LINES];

  /// How many lines there ever were.
  private long written;

  private final Map<SsntpSession, Thread> followers = new ConcurrentHashMap<>();

  /// An empty log.
  public FrameLog(InstantSource wall) {
    this.wall = wall;
  }

  @Override
  public void crossed(Direction direction, SsntpSession session, TrafficFrame frame) {
    // Nothing that goes to a follower makes a line: its lines themselves, and what it gets beside
    // them only because it is there.
    if (direction == Direction.OUT && followers.containsKey(session)) {
      return;
    }
    var line = FrameLine.of(wall.instant(), direction, session, frame);
    lock.lock();
    try {
      ring[(int) (written % LINES)] = line;
      written++;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Tells that session every line from now on, and before them so many of the last ones, as far as
  /// they are kept.
  public void follow(SsntpSession session, int last) {
    var first = written() - Math.clamp(last, 0, LINES);
    var thread =
        Thread.ofVirtual()
            .name("frame-log-" + session.uuid())
            .unstarted(() -> tell(session, Math.max(0, first)));
    if (followers.putIfAbsent(session, thread) == null) {
      thread.start();
    }
  }

  /// Ends that; to be called when the session is over.
  public void unfollow(SsntpSession session) {
    var thread = followers.remove(session);
    if (thread != null) {
      thread.interrupt();
    }
  }

  /// Ends it for every session.
  @Override
  public void close() {
    followers.keySet().forEach(this::unfollow);
  }

  private void tell(SsntpSession session, long first) {
    try {
      var told = first;
      while (true) {
        var lines = await(told);
        var dropped = lines.dropped();
        for (var line : lines.lines()) {
          if (!tell(session, line, dropped)) {
            return;
          }
          dropped = 0;
        }
        told += lines.dropped() + lines.lines().size();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean tell(SsntpSession session, FrameLine line, long dropped)
      throws InterruptedException {
    while (session.waitingBytes() > FOLLOWER_MAX_BYTES) {
      LockSupport.parkNanos(SLOW_WAIT.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    var payload = line.report(dropped).toBytes();
    return session.send(Event.TRACE_REPORT, payload) == SendResult.QUEUED;
  }

  private long written() {
    lock.lock();
    try {
      return written;
    } finally {
      lock.unlock();
    }
  }

  /// Lines in a row, and how many before them are gone.
  private record Lines(long dropped, List<FrameLine> lines) {}

  /// Waits for lines beyond the first `told`.
  private Lines await(long told) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (written <= told) {
        grown.await();
      }
      var first = Math.max(told, written - LINES);
      var lines = new ArrayList<FrameLine>();
      for (var i = first; i < written && lines.size() < LINES_AT_ONCE; i++) {
        var line = ring[(int) (i % LINES)];
        if (line != null) {
          lines.add(line);
        }
      }
      return new Lines(first - told, lines);
    } finally {
      lock.unlock();
    }
  }
}
