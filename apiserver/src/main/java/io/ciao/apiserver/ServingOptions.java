package io.ciao.apiserver;

import io.ciao.apiserver.http.ListenAddress;
import io.ciao.apiserver.limit.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How much an apiserver serves, and where it says how it is.
///
/// @param metrics where health and metrics are served without TLS; null for nowhere
/// @param patience a client that takes none of its answer's bytes for so long is cut off
record ServingOptions(@Nullable ListenAddress metrics, Limits limits, Duration patience) {
  static final ServingOptions DEFAULT =
      new ServingOptions(null, Limits.DEFAULT, Duration.ofSeconds(30));

  static final Set<String> KEYS =
      Set.of("metrics", "user-requests-per-second", "user-watches", "watches");

  static final String USAGE =
      """
        --metrics HOST:PORT  plain HTTP on a loopback address for /livez, /readyz and /metrics
                          (default: none; admins read /metrics on the other port too)
        --user-requests-per-second N  what one user may send for long (default 500)
        --user-watches N  watches that one user may have open (default 2500)
        --watches N       watches open in all (default 12000)
      """;

  static ServingOptions parse(Map<String, List<String>> flags, List<String> problems) {
    Limits limits = Limits.DEFAULT;
    limits =
        limits.withRatePerUser(
            number(flags, "user-requests-per-second", limits.ratePerUser(), problems));
    limits =
        limits.withWatches(
            number(flags, "watches", limits.watches(), problems),
            number(flags, "user-watches", limits.watchesPerUser(), problems));
    return new ServingOptions(address(flags, problems), limits, DEFAULT.patience);
  }

  private static int number(
      Map<String, List<String>> flags, String key, int otherwise, List<String> problems) {
    List<String> values = flags.get(key);
    if (values == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(values.getLast());
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // answered below
    }
    problems.add("--" + key + " " + values.getLast() + ": not a number of 1 or more");
    return otherwise;
  }

  private static @Nullable ListenAddress address(
      Map<String, List<String>> flags, List<String> problems) {
    List<String> values = flags.get("metrics");
    if (values == null) {
      return null;
    }
    try {
      return ListenAddress.parse(values.getLast());
    } catch (IllegalArgumentException e) {
      problems.add("--metrics " + e.getMessage());
      return null;
    }
  }
}
