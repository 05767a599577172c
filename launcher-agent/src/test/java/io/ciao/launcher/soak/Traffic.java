package io.ciao.launcher.soak;

import io.ciao.ssntp.frame.TrafficFrame;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Which frames were sent and which came, by stream. Whatever is wrong is kept until the end. Safe
/// for many threads.
public final class Traffic {
  private static final int WRONG_MAX = 20;

  /// Of those who speak, each is silent for up to so long for each agent there is: all together
  /// send some five frames a millisecond, so that a machine with two cores has time left for the
  /// rest.
  private static final long PAUSE_MILLIS_EACH = 8;

  private final long pauseMaxMillis;
  private final AtomicLong nextStream = new AtomicLong();
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong closedWhole = new AtomicLong();
  private final List<String> wrong = new CopyOnWriteArrayList<>();

  /// How many frames came of a stream that is not settled.
  private final Map<Long, Long> came = new ConcurrentHashMap<>();

  /// How many were sent on a stream that its sender has closed in order.
  private final Map<Long, Sent> closed = new ConcurrentHashMap<>();

  /// @param agents how many there are
  public Traffic(int agents) {
    pauseMaxMillis = agents * PAUSE_MILLIS_EACH;
  }

  /// For how many milliseconds one who speaks is silent now.
  public long pauseMillis(Random random) {
    return random.nextLong(pauseMaxMillis);
  }

  /// A stream from its sender's side; one thread sends.
  public final class Sent {
    private final long stream = nextStream.incrementAndGet();
    private final String sender;
    private long frames;
    private long forwarded;

    private Sent(String sender) {
      this.sender = sender;
    }

    /// The mark of the next frame.
    public Mark next() {
      return new Mark(stream, frames, forwarded);
    }

    /// The next frame was queued.
    ///
    /// @param forward whether the server forwards it
    public void queued(boolean forward) {
      frames++;
      forwarded += forward ? 1 : 0;
    }

    /// All of it must come: this side closes the connection in order.
    public void closesInOrder() {
      closed.put(stream, this);
    }

    /// Closing in order took longer than that waits, so the rest was thrown away.
    public void closedShort() {
      closed.remove(stream);
      came.remove(stream);
    }
  }

  /// A stream from its receiver's side; one thread receives.
  public final class Heard {
    private final String receiver;
    private long stream;
    private long next;

    private Heard(String receiver) {
      this.receiver = receiver;
    }

    /// The connection is over. A stream whose sender did not close it owes nothing.
    public void ended() {
      if (!closed.containsKey(stream)) {
        came.remove(stream);
      }
    }

    /// Takes the next frame.
    public void take(TrafficFrame frame) {
      try {
        var mark = Mark.of(frame);
        if (next == 0) {
          stream = mark.stream();
        }
        if (mark.stream() != stream || mark.number() != next) {
          wrong("%s expects frame %d of %d, %s came".formatted(receiver, next, stream, mark));
        }
        next = mark.number() + 1;
        came.put(mark.stream(), next);
        heard.incrementAndGet();
      } catch (IllegalArgumentException e) {
        wrong(receiver + ": " + e.getMessage());
      }
    }
  }

  /// A stream that begins.
  public Sent sends(String sender) {
    return new Sent(sender);
  }

  /// A stream that somebody begins to receive.
  public Heard hears(String receiver) {
    return new Heard(receiver);
  }

  /// Notes that something is not as it should be.
  public void wrong(String what) {
    if (wrong.size() < WRONG_MAX) {
      wrong.add(what);
    }
  }

  /// What went wrong so far.
  public List<String> wrong() {
    return wrong;
  }

  /// How many streams there were, two for each connection.
  public long streams() {
    return nextStream.get();
  }

  /// How many frames came in all.
  public long heard() {
    return heard.get();
  }

  /// How many streams were closed in order and came whole.
  public long closedWhole() {
    return closedWhole.get();
  }

  /// Forgets streams that were closed in order and came whole.
  ///
  /// @return one that was closed in order and has not come whole so far; null: there is none
  public @Nullable String settle() {
    String open = null;
    for (var sent : closed.values()) {
      var frames = came.getOrDefault(sent.stream, 0L);
      if (frames == sent.frames) {
        closed.remove(sent.stream);
        came.remove(sent.stream);
        closedWhole.incrementAndGet();
      } else {
        open =
            "%s closed stream %d in order after %d frames, %d came"
                .formatted(sent.sender, sent.stream, sent.frames, frames);
      }
    }
    return open;
  }
}
