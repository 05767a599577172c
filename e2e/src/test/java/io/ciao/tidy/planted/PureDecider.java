package io.ciao.tidy.planted;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Uses only what it is given: time, names and paths as values.
public final class PureDecider {
  private PureDecider() {}

  enum Action {
    WAIT,
    START
  }

  static List<Action> decide(Instant now, Instant since, Path image) {
    boolean due = Duration.between(since, now).compareTo(Duration.ofSeconds(1)) > 0;
    return due && image.isAbsolute() ? List.of(Action.START) : List.of(Action.WAIT);
  }
}
