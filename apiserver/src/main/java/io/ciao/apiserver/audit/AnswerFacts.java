package io.ciao.apiserver.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;

/// What an answer says of the object that it is about, read from its bytes without making a tree;
/// empty texts for what it does not say.
///
/// @param reason and
/// @param message of a Status
/// @param name and
/// @param uid of an object, or of the details of a Status
record AnswerFacts(String reason, String message, String name, String uid) {
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build();
  private static final AnswerFacts NONE = new AnswerFacts("", "", "", "");

  static AnswerFacts of(byte[] answer) {
    if (answer.length == 0 || answer[0] != '{') {
      return NONE;
    }
    Reader reader = new Reader();
    try (JsonParser parser = JSON.createParser(answer)) {
      reader.read(parser);
    } catch (IOException notJson) {
      return NONE;
    }
    return new AnswerFacts(reader.reason, reader.message, reader.name, reader.uid);
  }

  /// Reads the fields of the outermost map and of its `metadata` and `details`.
  private static final class Reader {
    private String reason = "";
    private String message = "";
    private String name = "";
    private String uid = "";

    void read(JsonParser parser) throws IOException {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (field) {
          case "reason" -> reason = text(parser, value);
          case "message" -> message = text(parser, value);
          case "metadata", "details" -> inner(parser, value);
          default -> parser.skipChildren();
        }
      }
    }

    private void inner(JsonParser parser, JsonToken value) throws IOException {
      if (value != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken inside = parser.nextToken();
        switch (field) {
          case "name" -> name = text(parser, inside);
          case "uid" -> uid = text(parser, inside);
          default -> parser.skipChildren();
        }
      }
    }

    private static String text(JsonParser parser, JsonToken value) throws IOException {
      if (value == JsonToken.VALUE_STRING) {
        return parser.getText();
      }
      parser.skipChildren();
      return "";
    }
  }
}
