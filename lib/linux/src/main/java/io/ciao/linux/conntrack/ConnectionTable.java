package io.ciao.linux.conntrack;

import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.netlink.NetlinkSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The kernel's table of tracked connections of a namespace.
public final class ConnectionTable {
  /// The mark of connections that are silenced. The kernel only keeps it: a rule must drop by it.
  public static final int SILENCED = 1;

  private ConnectionTable() {}

  /// Reads all there are and changes those that the judge names.
  ///
  /// @return what was changed; what was gone already is success
  /// @throws io.ciao.linux.kernel.KernelException if the kernel refuses
  public static List<ConnectionChange> change(
      NetNamespace namespace, Function<List<Connection>, List<ConnectionChange>> judge) {
    try (var socket = NetlinkSocket.open(namespace, NetlinkSocket.Protocol.NETFILTER)) {
      var connections = new ArrayList<Connection>();
      for (var reply : socket.list(ConntrackMessages.all())) {
        ConntrackMessages.connection(reply).ifPresent(connections::add);
      }
      var changes = judge.apply(connections);
      var messages = changes.stream().map(ConntrackMessages::of).toList();
      var outcomes = socket.request(messages);
      for (var at = 0; at < messages.size(); at++) {
        var outcome = outcomes.get(at);
        if (!outcome.done() && outcome.number() != ErrorNumber.ENOENT) {
          throw socket.refused(messages.get(at), outcome);
        }
      }
      return List.copyOf(changes);
    }
  }
}
