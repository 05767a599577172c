package io.ciao.scheduler.bind;

import io.ciao.scheduler.place.Placement;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Why nobody takes a request.
///
/// @param message the same for people
/// @param binds how many instances of its tenant the pass had bound then; 0 where that does not
///   matter
/// @param triedUpTo the highest priority for which there was nowhere to make room either;
///   [#NOT_TRIED] if nobody asked
/// @param lasts whether it holds beyond the pass, until something changes
record NoRoom(
    Placement.Unschedulable why, String message, int binds, long triedUpTo, boolean lasts) {
  static final long NOT_TRIED = Long.MIN_VALUE;

  private static final String BEGIN = "no node can take it: ";
  private static final Predicate<String> OF_THE_REST =
      part -> part.startsWith("and ") && part.contains(" more nodes: ");

  NoRoom(Placement.Unschedulable why, int binds, long triedUpTo, boolean lasts) {
    this(why, BEGIN + why.message(), binds, triedUpTo, lasts);
  }

  /// As a later pass knows it.
  @SuppressWarnings("ReferenceEquality") // what did not change is the same
  NoRoom later(Placement.Unschedulable now) {
    return now == why
        ? new NoRoom(why, message, 0, triedUpTo, lasts)
        : new NoRoom(now, 0, triedUpTo, lasts);
  }

  /// Whether two messages give the same reasons for the same nodes: figures change with every
  /// instance that comes or goes, and nobody waits for them.
  static boolean saySame(String one, String other) {
    return parts(one).toList().equals(parts(other).toList());
  }

  /// The kinds of reasons that a message gives, without nodes and figures.
  static Set<String> kinds(String message) {
    return parts(message)
        .filter(OF_THE_REST.negate())
        .map(part -> part.substring(part.indexOf(' ') + 1))
        .collect(Collectors.toSet());
  }

  /// `n1 lacks memory`, without figures; how many more nodes there are of a kind is no figure.
  private static Stream<String> parts(String message) {
    var begin = message.indexOf(BEGIN);
    var reasons = begin < 0 ? message : message.substring(begin + BEGIN.length());
    return Arrays.stream(reasons.split("; ", -1))
        .map(part -> OF_THE_REST.test(part) ? part : part.split(": ", 2)[0]);
  }
}
