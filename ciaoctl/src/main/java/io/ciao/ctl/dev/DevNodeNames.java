package io.ciao.ctl.dev;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/// Names of nodes for shells that complete a line. No apiserver is asked: it may be what is halted.
public final class DevNodeNames {
  private static final List<String> PLACE = List.of("--name", "--dir");

  private DevNodeNames() {}

  /// The flags of a line that say which cluster is meant.
  private static final class Flags {
    @Mixin private DevPlace place = new DevPlace();
  }

  /// Those of the cluster that a line is about; none where there is no cluster.
  ///
  /// @param words the line so far; the last one is being typed
  public static List<String> of(List<String> words) {
    var flags = new Flags();
    var known = new ArrayList<String>();
    for (int i = 0; i + 2 < words.size(); i++) {
      if (PLACE.contains(words.get(i))) {
        known.addAll(words.subList(i, i + 2));
      }
    }
    try {
      new CommandLine(flags).parseArgs(known.toArray(String[]::new));
      return DevNodes.names(flags.place.directory());
    } catch (ParameterException | DevException _) {
      // A message in the middle of somebody's line would help nobody.
      return List.of();
    }
  }
}
