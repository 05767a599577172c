package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Optional;

/// A node's membership (design section 7) and the incarnation that it holds for.
///
/// @param state the word of a [State]
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Member(String state, long incarnation) {

  /// Where a node stands.
  public enum State {
    MEMBER("Member"),
    LOST("Lost"),
    REJOINING("Rejoining");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /// As it is stored.
    public String word() {
      return word;
    }

    /// Empty if the word is none of ours.
    public static Optional<State> of(String word) {
      return Arrays.stream(values()).filter(state -> state.word.equals(word)).findFirst();
    }
  }

  /// Whether this is where the node stands.
  public boolean in(State wanted) {
    return wanted.word().equals(state);
  }
}
