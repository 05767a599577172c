package io.ciao.linux.net;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads which VNIs the namespaces of one node stand for: its subnets', its concentrators', and
/// those that join concentrators. Pure.
public final class PresentVnis {
  private static final String KIND_AND_VNI = "-(?:cnci-|tr-)?([0-9]{1,8})";

  /// Those below are operators'; ciao gives out none of them.
  private static final long FIRST = 4096;

  private static final long END = 1L << 24;

  private PresentVnis() {}

  /// The VNIs that ciao may have given out.
  ///
  /// @param prefix first part of the names of that node's namespaces
  /// @param names of the machine's namespaces
  public static SortedSet<Long> of(String prefix, Collection<String> names) {
    var pattern = Pattern.compile(Pattern.quote(prefix) + KIND_AND_VNI);
    var found = new TreeSet<Long>();
    for (var name : names) {
      var matcher = pattern.matcher(name);
      if (matcher.matches()) {
        found.add(Long.parseLong(matcher.group(1)));
      }
    }
    return found.subSet(FIRST, END);
  }
}
