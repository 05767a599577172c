package io.ciao.ssntp.payload;

import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import java.util.ArrayList;
import java.util.List;

/// The texts of a START command's documents. Split by lines, not by a YAML parser: user data must
/// stay as it is, comments included.
///
/// @param start the document with an unindented line `start:`, or that block out of user data
/// @param userData the first other document; empty: none
/// @param metaData the second other document; empty: none
record StartDocuments(String start, String userData, String metaData) {

  private static final int DOCUMENTS_MAX = 3;

  static PayloadResult<StartDocuments> split(String text) {
    var documents = documents(text);
    if (documents.size() > DOCUMENTS_MAX) {
      return new Corrupt<>(
          "the payload has %d documents; at most %d are known"
              .formatted(documents.size(), DOCUMENTS_MAX));
    }
    var start = new ArrayList<String>();
    var others = new ArrayList<String>();
    for (var document : documents) {
      var rest = start.isEmpty() ? withoutStart(document, start) : document;
      if (!isBlank(rest)) {
        others.add(String.join("\n", rest) + "\n");
      }
    }
    if (start.isEmpty()) {
      return new Corrupt<>("the payload has no document with a line 'start:'");
    }
    if (others.size() >= DOCUMENTS_MAX) {
      return new Corrupt<>("the payload has more than user data and meta-data beside the start");
    }
    return new Parsed<>(
        new StartDocuments(
            String.join("\n", start) + "\n",
            others.isEmpty() ? "" : others.getFirst(),
            others.size() < 2 ? "" : others.get(1)));
  }

  /// The lines of each document that is not blank, without markers and directives.
  private static List<List<String>> documents(String text) {
    var documents = new ArrayList<List<String>>();
    var lines = new ArrayList<String>();
    for (var line : text.lines().toList()) {
      if (line.equals("---") || line.equals("...") || line.startsWith("--- ")) {
        finish(documents, lines);
        lines = new ArrayList<>();
        if (line.length() > 4) {
          lines.add(line.substring(4));
        }
      } else if (!(line.startsWith("%") && lines.isEmpty())) {
        lines.add(line);
      }
    }
    finish(documents, lines);
    return documents;
  }

  private static void finish(List<List<String>> documents, List<String> lines) {
    if (!isBlank(lines)) {
      documents.add(lines);
    }
  }

  private static boolean isBlank(List<String> lines) {
    return lines.stream().allMatch(String::isBlank);
  }

  /// Moves the block under `start:` to `start`; answers what is left.
  private static List<String> withoutStart(List<String> document, List<String> start) {
    var rest = new ArrayList<String>();
    var inside = false;
    for (var line : document) {
      if (isRoot(line)) {
        inside = line.startsWith("start:");
      }
      (inside ? start : rest).add(line);
    }
    return rest;
  }

  /// Whether the line begins a new key of the root mapping. Unindented list items and comments
  /// continue what is above them.
  private static boolean isRoot(String line) {
    return !line.isBlank() && " \t-#}]".indexOf(line.charAt(0)) < 0;
  }
}
