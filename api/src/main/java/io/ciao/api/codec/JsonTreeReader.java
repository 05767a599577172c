package io.ciao.api.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Strict JSON to trees, one or several values after each other. Confined to one call.
final class JsonTreeReader {
  /// The limits of [ReadLimits] are checked here or before, the parser's own would only come first.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .build())
          .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
          .build();

  private final JsonParser in;
  private final ReadLimits limits;
  private int nodes;

  private JsonTreeReader(JsonParser in, ReadLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  static List<JsonNode> readAll(String text, ReadLimits limits) {
    try (var in = FACTORY.createParser(text)) {
      var reader = new JsonTreeReader(in, limits);
      var values = new ArrayList<JsonNode>();
      for (var token = in.nextToken(); token != null; token = in.nextToken()) {
        values.add(reader.value(token, 1));
      }
      return values;
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new IllegalStateException("reading JSON from memory failed", e);
    }
  }

  private JsonNode value(JsonToken token, int depth) throws IOException {
    if (++nodes > limits.maxNodes()) {
      throw problem("the text holds more than %,d values".formatted(limits.maxNodes()));
    }
    return switch (token) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      case VALUE_STRING -> text();
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> decimal();
      case VALUE_TRUE -> BooleanNode.TRUE;
      case VALUE_FALSE -> BooleanNode.FALSE;
      case VALUE_NULL -> NullNode.instance;
      case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("JSON parser gave " + token + " where a value starts");
    };
  }

  private ObjectNode object(int depth) throws IOException {
    requireDepth(depth);
    var object = Json.object();
    for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      var wrong = Numbers.textProblem(name);
      if (wrong != null) {
        throw problem("in the key " + path() + " " + wrong);
      }
      if (object.has(name)) {
        throw problem("the key " + path() + " is given twice; keep one of them");
      }
      object.set(name, value(in.nextToken(), depth + 1));
    }
    return object;
  }

  private ArrayNode array(int depth) throws IOException {
    requireDepth(depth);
    var array = Json.array();
    for (var token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
      array.add(value(token, depth + 1));
    }
    return array;
  }

  private void requireDepth(int depth) {
    if (depth > limits.maxDepth()) {
      throw problem("maps and lists are nested deeper than %d levels".formatted(limits.maxDepth()));
    }
  }

  private TextNode text() throws IOException {
    var text = in.getText();
    var wrong = Numbers.textProblem(text);
    if (wrong != null) {
      throw problem(path() + ": " + wrong);
    }
    return TextNode.valueOf(text);
  }

  private JsonNode integer() throws IOException {
    if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw problem(path() + ": " + Numbers.tooBig(in.getText()));
    }
    return LongNode.valueOf(in.getLongValue());
  }

  private JsonNode decimal() throws IOException {
    var value = in.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw problem(path() + ": " + Numbers.notFinite(in.getText()));
    }
    return CanonicalNodes.canonical(value);
  }

  private String path() {
    return render(in.getParsingContext()).toString();
  }

  private static FieldPath render(JsonStreamContext context) {
    var parent = context.getParent();
    if (parent == null) {
      return FieldPath.root();
    }
    return context.inArray()
        ? render(parent).index(context.getCurrentIndex())
        : context.getCurrentName() == null
            ? render(parent)
            : render(parent).child(context.getCurrentName());
  }

  private UnreadableObjectException problem(String problem) {
    var at = in.currentTokenLocation();
    return UnreadableObjectException.at(at.getLineNr(), at.getColumnNr(), problem);
  }

  private static UnreadableObjectException malformed(JsonProcessingException e) {
    var at = e.getLocation();
    var what = "malformed JSON: " + e.getOriginalMessage();
    return at == null
        ? UnreadableObjectException.whole(what)
        : UnreadableObjectException.at(at.getLineNr(), at.getColumnNr(), what);
  }
}
