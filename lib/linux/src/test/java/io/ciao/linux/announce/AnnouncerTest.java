package io.ciao.linux.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.NetNamespace;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnnouncerTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:0a:14:00:64");
  private static final Ipv4Address ADDRESS = Ipv4Address.parse("203.0.113.1");

  private final List<byte[]> sent = new ArrayList<>();
  private boolean down;
  private long now = Long.MAX_VALUE - 5;
  private final Announcer announcer =
      new Announcer(
          (_, link, frames) -> {
            if (down) {
              throw KernelException.of("send by " + link, 100);
            }
            sent.addAll(frames);
          },
          () -> now);

  private boolean announce(String namespace, boolean changed) {
    var wish =
        new Announcer.Wish(NetNamespace.named(namespace), "up0", MAC, List.of(ADDRESS, ADDRESS));
    return announcer.announce(wish, changed);
  }

  @Test
  void asksAllForItsOwnAddress() {
    assertThat(HexFormat.ofDelimiter(" ").formatHex(GratuitousArp.frame(MAC, ADDRESS)))
        .isEqualTo(
            "ff ff ff ff ff ff 02 00 0a 14 00 64 08 06"
                + " 00 01 08 00 06 04 00 01"
                + " 02 00 0a 14 00 64 cb 00 71 01 00 00 00 00 00 00 cb 00 71 01");
  }

  @Test
  void saysItFirstAndAfterAChangeAndNowAndThen() {
    assertThat(announce("a", false)).isTrue();
    assertThat(sent).hasSize(2);
    assertThat(announce("a", false)).isFalse();
    assertThat(announce("b", false)).as("another namespace").isTrue();
    assertThat(announce("a", true)).isTrue();
    // The clock of the machine may begin anywhere.
    now += Announcer.INTERVAL.toNanos() - 1;
    assertThat(announce("a", false)).isFalse();
    now++;
    assertThat(announce("a", false)).isTrue();
    announcer.forget(NetNamespace.named("a"));
    assertThat(announce("a", false)).isTrue();
  }

  @Test
  void whatCouldNotBeSentIsDue() {
    down = true;
    assertThatThrownBy(() -> announce("a", true)).isInstanceOf(KernelException.class);
    down = false;
    assertThat(announce("a", false)).isTrue();
  }
}
