package io.ciao.linux.subnet;

import io.ciao.linux.host.UserTable;
import io.ciao.linux.link.LinkTable;
import io.ciao.linux.link.TapDevice;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.Ownership;
import java.util.Optional;
import java.util.OptionalLong;

/// Taps in the node's namespace, where a hypervisor opens them by name. Once it has (and waits),
/// [SubnetOnNode#converge] moves the tap into its subnet; the hypervisor keeps it open.
public final class Taps {
  private Taps() {}

  /// Makes the tap of this instance anew and returns its name. One that was left there is removed
  /// first: nobody can have it open who is still wanted.
  ///
  /// @param user who may open it besides root
  /// @throws IllegalArgumentException if the machine has no such user
  /// @throws io.ciao.linux.kernel.KernelException if the kernel refuses
  public static String create(NetNamespace node, String uid, Optional<String> user) {
    var name = LinkNames.ofPort(uid);
    var owner =
        user.map(wanted -> OptionalLong.of(UserTable.ofThisMachine().number(wanted)))
            .orElse(OptionalLong.empty());
    delete(node, uid);
    TapDevice.create(node, name, Ownership.ofPort(uid), owner);
    return name;
  }

  /// Removes a tap that has not been moved; gone is success.
  public static void delete(NetNamespace node, String uid) {
    LinkTable.delete(node, LinkNames.ofPort(uid));
  }

  /// True if it is in that namespace.
  public static boolean exists(NetNamespace namespace, String name) {
    return LinkTable.alias(namespace, name).isPresent();
  }
}
