package io.ciao.ctl.dev;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Which processes of the machine are a cluster's, told by their command lines: they name a file in
/// its directory. Somebody's editor on a log file does so too, so the program counts as well. Pure.
///
/// @param directory the cluster's
record DevInhabitants(Path directory) {
  private static final List<String> PROGRAMS =
      List.of("ciao-apiserver", "ciao-scheduler", "ciao-launcher-agent", "ciao-cnci-agent");

  private static final List<String> OUTLIVING = List.of("qemu-system", "dnsmasq", "etcd");

  /// A process that `dev up` starts, also while it is still setsid, nsenter or the shell script
  /// that becomes Java; Java's command line names the script.
  boolean isProgram(List<String> argv) {
    return namesOurs(argv)
        && (named(argv.getFirst()).equals("busybox")
            || argv.stream().anyMatch(word -> PROGRAMS.contains(named(word))));
  }

  /// What outlives the process that started it: guests, dnsmasq, and an etcd whose apiserver was
  /// killed.
  boolean isOutliving(List<String> argv) {
    return namesOurs(argv) && OUTLIVING.stream().anyMatch(named(argv.getFirst())::startsWith);
  }

  /// As both above, of what belongs to these programs alone.
  ///
  /// @param programs the names that the cluster's processes have, which are those of their
  ///   directories too
  boolean isOf(Set<String> programs, List<String> argv) {
    return (isProgram(argv) || isOutliving(argv))
        && programs.stream().anyMatch(program -> names(directory.resolve(program), argv));
  }

  private static boolean names(Path state, List<String> argv) {
    return argv.stream()
        .anyMatch(word -> word.equals(state.toString()) || word.contains(state + "/"));
  }

  private boolean namesOurs(List<String> argv) {
    return argv.stream().anyMatch(word -> word.contains(directory + "/"));
  }

  private static String named(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }
}
