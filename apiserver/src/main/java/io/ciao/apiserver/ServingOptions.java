package io.ciao.apiserver;

import io.ciao.apiserver.http.ListenAddress;
import io.ciao.apiserver.limit.Limits;
import io.ciao.program.Flag;
import io.ciao.program.Given;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much an apiserver serves, and where it says how it is.
///
/// @param metrics where health and metrics are served without TLS; null for nowhere
/// @param patience a client that takes none of its answer's bytes for so long is cut off
record ServingOptions(@Nullable ListenAddress metrics, Limits limits, Duration patience) {
  static final ServingOptions DEFAULT =
      new ServingOptions(null, Limits.DEFAULT, Duration.ofSeconds(30));

  private static final Flag<ListenAddress> METRICS =
      Flag.of(
          "metrics",
          "HOST:PORT",
          "plain HTTP on a loopback address for /livez, /readyz and /metrics (default none; admins"
              + " read /metrics on the other port too)",
          ListenAddress::parse);
  private static final Flag<Integer> RATE_PER_USER =
      Flag.number(
              "user-requests-per-second",
              "N",
              "what one user may send for long",
              1,
              Integer.MAX_VALUE)
          .or(Integer.toString(Limits.DEFAULT.ratePerUser()));
  private static final Flag<Integer> WATCHES_PER_USER =
      Flag.number("user-watches", "N", "watches that one user may have open", 1, Integer.MAX_VALUE)
          .or(Integer.toString(Limits.DEFAULT.watchesPerUser()));
  private static final Flag<Integer> WATCHES =
      Flag.number("watches", "N", "watches open in all", 1, Integer.MAX_VALUE)
          .or(Integer.toString(Limits.DEFAULT.watches()));

  static final List<Flag<?>> FLAGS = List.of(METRICS, RATE_PER_USER, WATCHES_PER_USER, WATCHES);

  static ServingOptions of(Given given) {
    Limits limits =
        Limits.DEFAULT
            .withRatePerUser(given.get(RATE_PER_USER))
            .withWatches(given.get(WATCHES), given.get(WATCHES_PER_USER));
    return new ServingOptions(given.find(METRICS).orElse(null), limits, DEFAULT.patience);
  }
}
