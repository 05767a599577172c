package io.ciao.linux.link;

import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.NamespaceFile;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.netlink.NetlinkMessage;
import io.ciao.linux.netlink.NetlinkSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sockets in the namespaces that a list of actions concerns, what is to be said next, and the
/// numbers of links. For one thread, and for as long as nobody else makes links there anew: a
/// number that is no longer a link's own is refused by the kernel.
final class NetlinkSession implements AutoCloseable {
  private static final Set<Integer> GONE =
      Set.of(ErrorNumber.ENODEV, ErrorNumber.ENOENT, ErrorNumber.ESRCH, ErrorNumber.EADDRNOTAVAIL);

  private record Named(NetNamespace namespace, String link) {}

  private record Pending(NetlinkMessage message, boolean mayBeGone) {}

  private final Map<NetNamespace, NetlinkSocket> sockets = new HashMap<>();
  private final Map<NetNamespace, NamespaceFile> files = new HashMap<>();
  private final Map<Named, Integer> indexes = new HashMap<>();
  private final List<Pending> pending = new ArrayList<>();
  private @Nullable NetNamespace pendingIn;

  private NetlinkSocket socket(NetNamespace namespace) {
    return sockets.computeIfAbsent(namespace, NetlinkSocket::open);
  }

  /// An open file that stands for the namespace.
  int file(NetNamespace namespace) {
    return files.computeIfAbsent(namespace, NamespaceFile::open).number();
  }

  /// Says it at once, after what was taken before.
  void now(NetNamespace namespace, NetlinkMessage message) {
    flush();
    socket(namespace).require(message);
  }

  /// Says it with what comes next.
  void take(NetAction action) {
    var where = action.namespace();
    switch (action) {
      case NetAction.DeleteLink(_, var link) -> {
        add(where, LinkMessages.delete(link), true);
        // Others may go with it: the other end of a pair.
        indexes.clear();
      }
      case NetAction.SetMac set -> add(where, LinkMessages.mac(set), false);
      case NetAction.SetMtu set -> add(where, LinkMessages.mtu(set), false);
      case NetAction.SetAlias set -> add(where, LinkMessages.alias(set), false);
      case NetAction.DisableOwnIpv6(_, var link) ->
          add(where, LinkMessages.withoutOwnIpv6(link), false);
      case NetAction.Enslave(_, var link, var bridge) ->
          add(where, LinkMessages.enslave(link, bridge, index(where, bridge)), false);
      case NetAction.SetPortFlags(_, var link, var flags) ->
          add(where, LinkMessages.flags(link, index(where, link), flags), false);
      case NetAction.BringUp(_, var link) -> {
        // Nothing opens before all that was to come first is there.
        flush();
        add(where, LinkMessages.up(link), false);
      }
      case NetAction.AddAddress to ->
          add(where, LinkMessages.addAddress(to, index(where, to.link())), false);
      case NetAction.SetDefaultRoute(_, var gateway) ->
          add(where, LinkMessages.defaultRoute(gateway), false);
      case NetAction.AddRoute(_, var route) ->
          add(where, LinkMessages.addRoute(route, index(where, route.link())), false);
      case NetAction.AddFdb(_, var entry) ->
          add(where, LinkMessages.addForwarding(entry, index(where, entry.link())), false);
      case NetAction.AddNeighbour(_, var entry) ->
          add(where, LinkMessages.addNeighbour(entry, index(where, entry.link())), false);
      case NetAction.RemoveAddress _,
          NetAction.RemoveRoute _,
          NetAction.RemoveFdb _,
          NetAction.RemoveNeighbour _ ->
          remove(action);
      case NetAction.CreateNamespace _,
          NetAction.WriteSysctls _,
          NetAction.ApplyNft _,
          NetAction.ReattachTap _,
          NetAction.AddLink _,
          NetAction.MoveTap _ ->
          throw new IllegalStateException("no single message for " + action);
    }
  }

  private void remove(NetAction action) {
    var where = action.namespace();
    try {
      switch (action) {
        case NetAction.RemoveAddress from ->
            add(where, LinkMessages.removeAddress(from, index(where, from.link())), true);
        case NetAction.RemoveRoute(_, var route) ->
            add(where, LinkMessages.removeRoute(route, index(where, route.link())), true);
        case NetAction.RemoveFdb(_, var entry) ->
            add(where, LinkMessages.removeForwarding(entry, index(where, entry.link())), true);
        case NetAction.RemoveNeighbour(_, var entry) ->
            add(where, LinkMessages.removeNeighbour(entry, index(where, entry.link())), true);
        default -> throw new IllegalStateException("nothing is removed by " + action);
      }
    } catch (KernelException e) {
      // It went with its link since it was read.
      if (!GONE.contains(e.number())) {
        throw e;
      }
    }
  }

  private void add(NetNamespace namespace, NetlinkMessage message, boolean mayBeGone) {
    if (!namespace.equals(pendingIn)) {
      flush();
      pendingIn = namespace;
    }
    pending.add(new Pending(message, mayBeGone));
  }

  /// The number of a link.
  ///
  /// @throws KernelException if there is none of that name
  int index(NetNamespace namespace, String link) {
    var known = indexes.get(new Named(namespace, link));
    if (known != null) {
      return known;
    }
    flush();
    var found = socket(namespace).ask(LinkMessages.find(link)).u32(Integer.BYTES);
    indexes.put(new Named(namespace, link), found);
    return found;
  }

  /// Says what was taken.
  ///
  /// @throws KernelException the first of them that the kernel refused; those behind it may have
  ///   been done
  void flush() {
    var namespace = pendingIn;
    pendingIn = null;
    if (namespace == null) {
      return;
    }
    var said = List.copyOf(pending);
    pending.clear();
    NetlinkSocket socket;
    try {
      socket = socket(namespace);
    } catch (KernelException e) {
      if (e.number() == ErrorNumber.ENOENT && said.stream().allMatch(Pending::mayBeGone)) {
        // All that was to be removed went with its namespace.
        return;
      }
      throw e;
    }
    var outcomes = socket.request(said.stream().map(Pending::message).toList());
    for (var i = 0; i < said.size(); i++) {
      var outcome = outcomes.get(i);
      var gone = said.get(i).mayBeGone() && GONE.contains(outcome.number());
      if (!outcome.done() && !gone) {
        throw socket.refused(said.get(i).message(), outcome);
      }
    }
  }

  @Override
  public void close() {
    sockets.values().forEach(NetlinkSocket::close);
    files.values().forEach(NamespaceFile::close);
  }
}
