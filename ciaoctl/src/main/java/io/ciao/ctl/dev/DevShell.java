package io.ciao.ctl.dev;

import io.ciao.ctl.dev.DevLayout.DevNode;
import java.util.ArrayList;
import java.util.List;

/// The command line of what runs in a node's network namespace. Pure.
final class DevShell {
  private DevShell() {}

  /// @param command empty: an interactive shell, whose prompt says where one is; a single word is
  ///   given to a shell, as ssh does
  static List<String> argv(DevNode node, String cluster, List<String> command) {
    var argv = new ArrayList<>(List.of("ip", "netns", "exec", node.namespace()));
    switch (command.size()) {
      case 0 -> {
        argv.addAll(List.of("env", "PS1=" + node.name() + "." + cluster + " \\w # "));
        argv.addAll(List.of("bash", "--norc", "--noprofile"));
      }
      case 1 -> argv.addAll(List.of("sh", "-c", command.getFirst()));
      default -> argv.addAll(command);
    }
    return List.copyOf(argv);
  }
}
