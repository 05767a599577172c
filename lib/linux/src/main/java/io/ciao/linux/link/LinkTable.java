package io.ciao.linux.link;

import static io.ciao.linux.link.RtNetlink.FLAGS_AT;
import static io.ciao.linux.link.RtNetlink.IFF_UP;
import static io.ciao.linux.link.RtNetlink.IFLA_IFALIAS;
import static io.ciao.linux.link.RtNetlink.LINK_BYTES;

import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.netlink.NetlinkReply;
import io.ciao.linux.netlink.NetlinkSocket;
import java.util.List;
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
    return find(namespace, name).map(link -> link.attributes(LINK_BYTES).text(IFLA_IFALIAS));
  }

  private static Optional<NetlinkReply> find(NetNamespace namespace, String name) {
    var question = LinkMessages.find(LinkNames.require(name));
    try (var socket = NetlinkSocket.open(namespace)) {
      return Optional.of(socket.ask(question));
    } catch (KernelException e) {
      if (!GONE.contains(e.number())) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /// Whether it is up; nothing if there is no such link, or no such namespace.
  public static Optional<Boolean> isUp(NetNamespace namespace, String name) {
    return find(namespace, name).map(link -> (link.u32(FLAGS_AT) & IFF_UP) != 0);
  }

  /// Takes it down.
  ///
  /// @throws KernelException if there is no such link
  public static void takeDown(NetNamespace namespace, String name) {
    try (var socket = NetlinkSocket.open(namespace)) {
      socket.require(LinkMessages.down(LinkNames.require(name)));
    }
  }

  /// The routes of the main table.
  public static List<Route> routes(NetNamespace namespace) {
    try (var socket = NetlinkSocket.open(namespace)) {
      return new LinkReplies(socket.list(LinkMessages.allLinks()))
          .routes(socket.list(LinkMessages.allRoutes()));
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
