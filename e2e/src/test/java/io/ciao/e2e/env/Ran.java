package io.ciao.e2e.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// A program that has ended.
///
/// @param status its exit status; 124 if it was ended because its time was over
public record Ran(List<String> argv, int status, String out, String err) {
  static final int TIMED_OUT = 124;

  public Ran {
    argv = List.copyOf(argv);
  }

  /// Itself, if it ended well.
  public Ran succeeded() {
    return ended(0);
  }

  /// Itself, if it ended with that status.
  public Ran ended(int wanted) {
    assertThat(status).as("%s", this).isEqualTo(wanted);
    return this;
  }

  /// Both outputs.
  public String text() {
    return out + err;
  }

  /// The lines of its output that are not blank.
  public List<String> lines() {
    return out.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  @Override
  public String toString() {
    return "%s%n  ended with status %d%n  out: %s%n  err: %s"
        .formatted(String.join(" ", argv), status, out.strip(), err.strip());
  }
}
