package io.ciao.linux.announce;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.net.NetNamespace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Says by a link who has which addresses: at once when something has changed, and now and then
/// again, for a frame may be lost and a neighbour may come later. Safe for many threads, one at a
/// time for one namespace.
public final class Announcer {
  /// How often at least, where passes come more often.
  public static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Sender sender;
  private final LongSupplier nanos;
  private final Map<NetNamespace, Long> said = new ConcurrentHashMap<>();

  /// Sends frames by a link.
  @FunctionalInterface
  interface Sender {
    void send(NetNamespace namespace, String link, List<byte[]> frames);
  }

  /// @param nanos as [System#nanoTime]
  Announcer(Sender sender, LongSupplier nanos) {
    this.sender = sender;
    this.nanos = nanos;
  }

  public static Announcer withKernel() {
    return new Announcer(PacketSocket::send, System::nanoTime);
  }

  /// Who has what by which link.
  public record Wish(NetNamespace namespace, String link, MacAddress mac, List<Ipv4Address> has) {
    public Wish {
      has = List.copyOf(has);
    }
  }

  /// Says it if it is due.
  ///
  /// @param changed whether anything in the namespace is other than before
  /// @return whether it was said
  public boolean announce(Wish wish, boolean changed) {
    var now = nanos.getAsLong();
    var last = said.get(wish.namespace());
    if (!changed && last != null && now - last < INTERVAL.toNanos()) {
      return false;
    }
    sender.send(
        wish.namespace(),
        wish.link(),
        wish.has().stream().map(address -> GratuitousArp.frame(wish.mac(), address)).toList());
    said.put(wish.namespace(), now);
    return true;
  }

  /// The namespace is gone.
  public void forget(NetNamespace namespace) {
    said.remove(namespace);
  }
}
