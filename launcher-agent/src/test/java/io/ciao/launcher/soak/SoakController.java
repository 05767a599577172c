package io.ciao.launcher.soak;

import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.ServerPeer;
import java.util.HashMap;
import java.util.Map;

/// Gets what the server forwards: of each stream every forwarded frame in order, from the first
/// that it sees of it on.
public final class SoakController implements ClientListener {
  private final Traffic traffic;
  private final Map<Long, Long> next = new HashMap<>();
  private volatile long frames;

  public SoakController(Traffic traffic) {
    this.traffic = traffic;
  }

  /// How many frames were forwarded to it.
  public long frames() {
    return frames;
  }

  @Override
  public void connected(ServerPeer server) {
    next.clear();
  }

  @Override
  public void frame(TrafficFrame frame) {
    if (!(frame instanceof CommandFrame(var command, _, _, _)) || command != Command.STATS) {
      return;
    }
    try {
      var mark = Mark.of(frame);
      var due = next.put(mark.stream(), mark.forwarded() + 1);
      if (due != null && due != mark.forwarded()) {
        traffic.wrong("a controller expects forwarded frame " + due + ", " + mark + " came");
      }
      frames = frames + 1;
    } catch (IllegalArgumentException e) {
      traffic.wrong("a controller: " + e.getMessage());
    }
  }

  @Override
  public void disconnected(Disconnect why) {
    next.clear();
  }
}
