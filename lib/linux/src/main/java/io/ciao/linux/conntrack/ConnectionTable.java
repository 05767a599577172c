package io.ciao.linux.conntrack;

import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.netlink.NetlinkSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The kernel's table of tracked connections of a namespace.
public final class ConnectionTable {
  /// The mark of connections that are silenced. The kernel only keeps it: a rule must drop by it.
  public static final int SILENCED = 1;

  /// Tenants may have very many connections, this process has not so much room.
  private static final int CHANGES_AT_A_TIME = 10_000;

  /// Enough for twice as many as a namespace may have, and an end where they come back as fast.
  private static final int ROUNDS_MAX = 50;

  private ConnectionTable() {}

  /// Looks at all there are and changes those of which the judge wants it.
  ///
  /// @return how many were changed; what was gone already is success
  /// @throws KernelException if the kernel refuses
  public static int change(
      NetNamespace namespace, Function<Connection, Optional<ConnectionChange.Deed>> judge) {
    try (var socket = NetlinkSocket.open(namespace, NetlinkSocket.Protocol.NETFILTER)) {
      var done = 0;
      for (var round = 0; round < ROUNDS_MAX; round++) {
        var changes = wanted(socket, judge);
        apply(socket, changes);
        done += changes.size();
        if (changes.size() < CHANGES_AT_A_TIME) {
          break;
        }
      }
      return done;
    }
  }

  private static List<ConnectionChange> wanted(
      NetlinkSocket socket, Function<Connection, Optional<ConnectionChange.Deed>> judge) {
    var changes = new ArrayList<ConnectionChange>();
    socket.each(
        ConntrackMessages.all(),
        reply -> {
          if (changes.size() < CHANGES_AT_A_TIME) {
            ConntrackMessages.connection(reply)
                .ifPresent(
                    connection ->
                        judge
                            .apply(connection)
                            .ifPresent(
                                deed -> changes.add(new ConnectionChange(connection, deed))));
          }
        });
    return changes;
  }

  private static void apply(NetlinkSocket socket, List<ConnectionChange> changes) {
    var messages = changes.stream().map(ConntrackMessages::of).toList();
    var outcomes = socket.request(messages);
    for (var at = 0; at < messages.size(); at++) {
      var outcome = outcomes.get(at);
      if (!outcome.done() && outcome.number() != ErrorNumber.ENOENT) {
        throw socket.refused(messages.get(at), outcome);
      }
    }
  }
}
