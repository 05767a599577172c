package io.ciao.apiserver;

import io.ciao.apiserver.http.ListenAddress;
import io.ciao.apiserver.limit.Limits;
import io.ciao.program.Flag;
import io.ciao.program.Flags;
import io.ciao.program.Given;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How much an apiserver serves, and where it says how it is.
///
/// @param metrics where health and metrics are served without TLS; null for nowhere
/// @param otlp where spans of traced starts are sent, with its path; null for nowhere
/// @param patience a client that takes none of its answer's bytes for so long is cut off
record ServingOptions(
    @Nullable ListenAddress metrics, @Nullable URI otlp, Limits limits, Duration patience) {
  static final ServingOptions DEFAULT =
      new ServingOptions(null, null, Limits.DEFAULT, Duration.ofSeconds(30));

  private static final Flag<ListenAddress> METRICS =
      Flag.of(
          "metrics",
          "HOST:PORT",
          "plain HTTP on a loopback address for /livez, /readyz and /metrics (default none; admins"
              + " read /metrics on the other port too)",
          ListenAddress::parse);
  private static final String OTLP_VARIABLE = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final Pattern OTLP_URL = Pattern.compile("https?://[^/?#]+(/[^?#]*)?");
  private static final Flag<URI> OTLP =
      Flag.of(
          "otlp-endpoint",
          "URL",
          "an OpenTelemetry collector, http(s)://HOST:4318, that traced starts are sent to (default"
              + " "
              + OTLP_VARIABLE
              + " of the environment, else none)",
          ServingOptions::otlp);
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

  static final List<Flag<?>> FLAGS =
      List.of(METRICS, OTLP, RATE_PER_USER, WATCHES_PER_USER, WATCHES);

  static ServingOptions of(Given given) {
    Limits limits =
        Limits.DEFAULT
            .withRatePerUser(given.get(RATE_PER_USER))
            .withWatches(given.get(WATCHES), given.get(WATCHES_PER_USER));
    return new ServingOptions(
        given.find(METRICS).orElse(null),
        given.find(OTLP).orElse(otlp(System.getenv())),
        limits,
        DEFAULT.patience);
  }

  /// The same flags with what the environment may say.
  static Flags with(Flags flags) {
    return flags.rule(List.of(OTLP), _ -> otlp(System.getenv()));
  }

  /// What the environment says; null if nothing.
  static @Nullable URI otlp(Map<String, String> environment) {
    String url = environment.getOrDefault(OTLP_VARIABLE, "");
    try {
      return url.isBlank() ? null : otlp(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(OTLP_VARIABLE + " in the environment: " + e.getMessage());
    }
  }

  private static URI otlp(String url) {
    if (!OTLP_URL.matcher(url).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is found; http://HOST:PORT or https://HOST:PORT is needed".formatted(url));
    }
    return URI.create((url.endsWith("/") ? url : url + "/") + "v1/traces");
  }
}
