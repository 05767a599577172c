package io.ciao.linux.subnet;

import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.Ownership;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Taps in the node's namespace, where a hypervisor opens them by name. Once it has (and waits),
/// [SubnetOnNode#converge] moves the tap into its subnet; the hypervisor keeps it open.
public final class Taps {
  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

  private final CommandRunner commands;

  public Taps(CommandRunner commands) {
    this.commands = commands;
  }

  /// Makes the tap of this instance anew and returns its name. One that was left there is removed
  /// first: nobody can have it open who is still wanted.
  ///
  /// @param user who may open it besides root
  public String create(NetNamespace node, String uid, Optional<String> user) {
    var name = LinkNames.ofPort(uid);
    user.filter(u -> !USER.matcher(u).matches())
        .ifPresent(
            u -> {
              throw new IllegalArgumentException("\"" + u + "\" is not a user's name");
            });
    delete(node, uid);
    var batch =
        "tuntap add dev "
            + name
            + " mode tap"
            + user.map(u -> " user " + u).orElse("")
            + "\nlink set dev "
            + name
            + " addrgenmode none\nlink set dev "
            + name
            + " alias "
            + Ownership.ofPort(uid)
            + "\n";
    commands.require(
        Command.reading(
            "make tap " + name + " of instance " + uid + " in " + node,
            node.entering(List.of("ip", "-batch", "-")),
            batch));
    return name;
  }

  /// Removes a tap that has not been moved; gone is success.
  public void delete(NetNamespace node, String uid) {
    var name = LinkNames.ofPort(uid);
    if (exists(node, name)) {
      commands.require(
          Command.of(
              "remove tap " + name + " of instance " + uid + " in " + node,
              node.entering(List.of("ip", "link", "del", "dev", name))));
    }
  }

  /// True if it is in that namespace.
  public boolean exists(NetNamespace namespace, String name) {
    var argv = List.of("ip", "link", "show", "dev", LinkNames.require(name));
    return commands
        .run(Command.of("look for link " + name + " in " + namespace, namespace.entering(argv)))
        .succeeded();
  }
}
