package io.ciao.apiserver.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.Member;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the durable key `/ciao-sys/member/<node>` holds: `Member(17)`, `Lost(17)` or
/// `Rejoining(17)`.
///
/// @param incarnation the node's, from its join to its loss
public record Membership(Member.State state, long incarnation) {
  private static final Pattern TEXT = Pattern.compile("(Member|Lost|Rejoining)\\((\\d{1,19})\\)");

  /// Reads a key's text; empty if it is none of ours.
  public static Optional<Membership> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Member.State.of(matcher.group(1))
        .map(state -> new Membership(state, Long.parseLong(matcher.group(2))));
  }

  /// The copy of it that a Node carries in `status.member`; empty if it never joined.
  public static Optional<Membership> of(JsonNode node) {
    JsonNode member = node.path("status").path("member");
    return Member.State.of(member.path("state").asText(""))
        .map(state -> new Membership(state, member.path("incarnation").asLong()));
  }

  public boolean isMember(long ofIncarnation) {
    return state == Member.State.MEMBER && incarnation == ofIncarnation;
  }

  /// As `status.member` shows it.
  public ObjectNode toTree() {
    ObjectNode tree = Json.object();
    return tree.put("state", state.word()).put("incarnation", incarnation);
  }

  @Override
  public String toString() {
    return state.word() + "(" + incarnation + ")";
  }
}
