package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;

/// The answer to one [CheckItem].
public record CheckAnswer(String uid, CheckVerdict verdict) {

  /// What an answer says; a word that is not known is no permission to erase.
  public static CheckAnswer read(JsonNode item) {
    var said = item.path("answer").asText();
    for (var verdict : CheckVerdict.values()) {
      if (verdict.word().equals(said)) {
        return new CheckAnswer(item.path("uid").asText(), verdict);
      }
    }
    return new CheckAnswer(item.path("uid").asText(), CheckVerdict.UNREADABLE);
  }

  public ObjectNode toTree() {
    return Json.object().put("uid", uid).put("answer", verdict.word());
  }
}
