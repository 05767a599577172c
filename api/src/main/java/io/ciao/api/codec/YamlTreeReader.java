package io.ciao.api.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// YAML to trees: SnakeYAML's parser gives events with their places, this composes them, so that
/// aliases, depth, keys and tags are judged where they stand. Confined to one call.
final class YamlTreeReader {
  private final Parser events;
  private final ReadLimits limits;
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private final ArrayList<Object> path = new ArrayList<>();
  private int nodes;
  private int characters;
  private int aliases;
  private int lastLine;
  private int lastColumn;

  private YamlTreeReader(Parser events, ReadLimits limits) {
    this.events = events;
    this.limits = limits;
  }

  static List<JsonNode> readAll(String text, ReadLimits limits) {
    SourceText.requirePrintable(text);
    var options = new LoaderOptions();
    options.setCodePointLimit(limits.maxBytes());
    return new YamlTreeReader(new ParserImpl(new StreamReader(text), options), limits).documents();
  }

  private List<JsonNode> documents() {
    var documents = new ArrayList<JsonNode>();
    for (var event = next(); !(event instanceof StreamEndEvent); event = next()) {
      if (event instanceof DocumentStartEvent) {
        anchors.clear();
        var document = node(next(), 1);
        if (!document.isNull()) {
          documents.add(document);
        }
      }
    }
    return documents;
  }

  private Event next() {
    try {
      var event = events.getEvent();
      lastLine = event.getEndMark().getLine();
      lastColumn = event.getEndMark().getColumn();
      return event;
    } catch (MarkedYAMLException e) {
      throw malformed(e);
    } catch (YAMLException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // The parser itself trips over some broken escapes and then knows no place.
      throw UnreadableObjectException.at(
          lastLine + 1,
          lastColumn + 1,
          "malformed YAML behind this place: a broken escape (\\u, \\x) or tag");
    }
  }

  private JsonNode node(Event event, int depth) {
    if (event instanceof AliasEvent alias) {
      return alias(alias, depth);
    }
    count(event.getStartMark());
    var anchor = event instanceof NodeEvent node ? node.getAnchor() : null;
    if (anchor != null) {
      anchors.remove(anchor);
    }
    var node =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar);
          case SequenceStartEvent start -> list(start, depth);
          case MappingStartEvent start -> map(start, depth);
          case Event other ->
              throw new IllegalStateException("YAML parser gave " + other + " where a node starts");
        };
    if (anchor != null) {
      anchors.put(anchor, node);
    }
    return node;
  }

  private void count(Mark at) {
    if (++nodes > limits.maxNodes()) {
      throw problem(
          at, "the text holds more than %,d values, aliases expanded".formatted(limits.maxNodes()));
    }
  }

  private void count(Mark at, String text) {
    characters += text.length();
    if (characters > limits.maxBytes()) {
      throw problem(
          at,
          "the aliases of this text expand to more than %,d bytes; write less, or without aliases"
              .formatted(limits.maxBytes()));
    }
  }

  private JsonNode alias(AliasEvent alias, int depth) {
    var at = alias.getStartMark();
    if (++aliases > limits.maxAliases()) {
      throw problem(
          at,
          "more than %d aliases (*%s) are used; write the values out"
              .formatted(limits.maxAliases(), alias.getAnchor()));
    }
    var target = anchors.get(alias.getAnchor());
    if (target == null) {
      throw problem(
          at,
          "the alias *%s has no finished anchor before it; write &%s before the value it names"
              .formatted(alias.getAnchor(), alias.getAnchor()));
    }
    countCopy(target, at, depth);
    return target.isContainerNode() ? target.deepCopy() : target;
  }

  /// Counts before anything is copied: a bomb costs what the limits allow, not what it holds.
  private void countCopy(JsonNode node, Mark at, int depth) {
    count(at);
    switch (node) {
      case ObjectNode object -> {
        requireDepth(depth, at);
        for (var field : object.properties()) {
          count(at, field.getKey());
          countCopy(field.getValue(), at, depth + 1);
        }
      }
      case ArrayNode array -> {
        requireDepth(depth, at);
        for (var item : array) {
          countCopy(item, at, depth + 1);
        }
      }
      case TextNode text -> count(at, text.textValue());
      case JsonNode _ -> {}
    }
  }

  private void requireDepth(int depth, Mark at) {
    if (depth > limits.maxDepth()) {
      throw problem(
          at, "maps and lists are nested deeper than %d levels".formatted(limits.maxDepth()));
    }
  }

  private ArrayNode list(SequenceStartEvent start, int depth) {
    requireDepth(depth, start.getStartMark());
    requireTag(start.getTag(), "tag:yaml.org,2002:seq", start.getStartMark());
    var list = Json.array();
    for (var event = next(); !event.is(Event.ID.SequenceEnd); event = next()) {
      path.add(list.size());
      list.add(node(event, depth + 1));
      path.removeLast();
    }
    return list;
  }

  private ObjectNode map(MappingStartEvent start, int depth) {
    requireDepth(depth, start.getStartMark());
    requireTag(start.getTag(), "tag:yaml.org,2002:map", start.getStartMark());
    var map = Json.object();
    for (var event = next(); !event.is(Event.ID.MappingEnd); event = next()) {
      var key = key(event, depth);
      path.add(key);
      if (map.has(key)) {
        throw problem(
            event.getStartMark(), "the key " + at() + " is given twice; keep one of them");
      }
      map.set(key, node(next(), depth + 1));
      path.removeLast();
    }
    return map;
  }

  private String key(Event event, int depth) {
    if (event instanceof ScalarEvent scalar
        && scalar.isPlain()
        && scalar.getTag() == null
        && scalar.getValue().equals("<<")) {
      throw problem(
          event.getStartMark(),
          "merge keys (<<) are not supported; write the merged fields out%s".formatted(inPath()));
    }
    if (!(event instanceof ScalarEvent) && !(event instanceof AliasEvent)) {
      throw badKey(event, event instanceof SequenceStartEvent ? "a list" : "a map");
    }
    var key = node(event, depth);
    if (key.isContainerNode() || key.isNull()) {
      throw badKey(event, key.isNull() ? "empty" : ObjectReader.describe(key));
    }
    return key.asText();
  }

  private UnreadableObjectException badKey(Event event, String found) {
    return problem(
        event.getStartMark(),
        "a key must be a word or quoted text, this one is %s%s".formatted(found, inPath()));
  }

  private JsonNode scalar(ScalarEvent event) {
    var text = event.getValue();
    var at = event.getStartMark();
    count(at, text);
    var wrong = Numbers.textProblem(text);
    if (wrong != null) {
      throw problem(at, at() + ": " + wrong);
    }
    var plain = event.getScalarStyle() == ScalarStyle.PLAIN;
    try {
      var tag = event.getTag();
      if (tag == null) {
        return plain ? YamlScalars.resolve(text) : TextNode.valueOf(text);
      }
      return tagged(tag, text, at);
    } catch (YamlScalars.NotCanonicalException e) {
      throw problem(at, path.isEmpty() ? e.problem() : at() + ": " + e.problem());
    }
  }

  private JsonNode tagged(String tag, String text, Mark at)
      throws YamlScalars.NotCanonicalException {
    var value = YamlScalars.resolve(text);
    var fits =
        switch (tag) {
          case "!", "tag:yaml.org,2002:str" -> {
            value = TextNode.valueOf(text);
            yield true;
          }
          case "tag:yaml.org,2002:int" -> value.isIntegralNumber();
          case "tag:yaml.org,2002:float" -> value.isNumber();
          case "tag:yaml.org,2002:bool" -> value.isBoolean();
          case "tag:yaml.org,2002:null" -> value.isNull();
          default -> throw unknownTag(tag, at);
        };
    if (!fits) {
      throw problem(at, "\"%s\" is no %s%s".formatted(text, shortTag(tag), inPath()));
    }
    return value;
  }

  private void requireTag(@Nullable String tag, String wanted, Mark at) {
    if (tag != null && !tag.equals(wanted) && !tag.equals("!")) {
      throw unknownTag(tag, at);
    }
  }

  private UnreadableObjectException unknownTag(String tag, Mark at) {
    return problem(
        at, "the tag %s is not supported; leave it out%s".formatted(shortTag(tag), inPath()));
  }

  private static String shortTag(String tag) {
    return tag.startsWith("tag:yaml.org,2002:") ? "!!" + tag.substring(18) : tag;
  }

  private String inPath() {
    return path.isEmpty() ? "" : " (in " + at() + ")";
  }

  private FieldPath at() {
    var at = FieldPath.root();
    for (var step : path) {
      at = step instanceof Integer index ? at.index(index) : at.child((String) step);
    }
    return at;
  }

  private static UnreadableObjectException problem(Mark at, String problem) {
    return UnreadableObjectException.at(at.getLine() + 1, at.getColumn() + 1, problem);
  }

  private static UnreadableObjectException malformed(MarkedYAMLException e) {
    var what = new StringBuilder("malformed YAML: ").append(e.getProblem());
    if (e.getContext() != null) {
      what.append(' ').append(e.getContext());
    }
    if (e.getProblem() != null && e.getProblem().contains("\\t")) {
      what.append("; indent with spaces, not with tabs");
    } else if (e.getProblem() != null && e.getProblem().startsWith("mapping values")) {
      what.append("; is this line indented like the one above it?");
    }
    var at = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
    return at == null
        ? UnreadableObjectException.whole(what.toString())
        : problem(at, what.toString());
  }
}
