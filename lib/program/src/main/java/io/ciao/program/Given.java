package io.ciao.program;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The flags of a command line and of the file that it names, checked. Immutable.
public final class Given {
  private final Map<String, List<String>> texts;

  Given(Map<String, List<String>> texts) {
    this.texts = texts;
  }

  /// Whether somebody gave the flag; a default does not count.
  public boolean has(Flag<?> flag) {
    return texts.containsKey(flag.name());
  }

  /// The value of a flag that is needed or has a default.
  public <T> T get(Flag<T> flag) {
    return find(flag)
        .orElseThrow(
            () -> new IllegalStateException(flag + " is neither needed nor has it a default"));
  }

  /// The value, or its default; empty if there is neither.
  public <T> Optional<T> find(Flag<T> flag) {
    var all = all(flag);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /// All values in order, or the default alone.
  public <T> List<T> all(Flag<T> flag) {
    var otherwise = flag.otherwise() == null ? List.<String>of() : List.of(flag.otherwise());
    return texts.getOrDefault(flag.name(), otherwise).stream().map(flag.parse()).toList();
  }
}
