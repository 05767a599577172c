package io.ciao.linux.link;

import static io.ciao.linux.link.RtNetlink.IFLA_IFALIAS;
import static io.ciao.linux.link.RtNetlink.LINK_BYTES;

import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.netlink.NetlinkSocket;
import java.util.Optional;
import java.util.Set;

/// Single links, where no model of the whole namespace is at hand. Safe for many threads.
public final class LinkTable {
  /// The link, or its namespace.
  private static final Set<Integer> GONE = Set.of(ErrorNumber.ENODEV, ErrorNumber.ENOENT);

  private LinkTable() {}

  /// The alias of a link, empty text if it has none; nothing if there is no such link, or no such
  /// namespace.
  public static Optional<String> alias(NetNamespace namespace, String name) {
    var question = LinkMessages.find(LinkNames.require(name));
    try (var socket = NetlinkSocket.open(namespace)) {
      return Optional.of(socket.ask(question).attributes(LINK_BYTES).text(IFLA_IFALIAS));
    } catch (KernelException e) {
      if (!GONE.contains(e.number())) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /// Removes it; gone is success.
  public static void delete(NetNamespace namespace, String name) {
    var message = LinkMessages.delete(LinkNames.require(name));
    try (var socket = NetlinkSocket.open(namespace)) {
      socket.require(message);
    } catch (KernelException e) {
      if (!GONE.contains(e.number())) {
        throw e;
      }
    }
  }
}
