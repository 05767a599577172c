package io.ciao.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One defect of `hack/planted.d`: what is changed in which source, and which test must go red.
///
/// The text is looked for without regard to white space and the file by its name alone, so that a
/// defect outlives formatting and moves. `hack/planted` runs it as a program: `java Plant.java
/// DEFECT ROOT` plants it and prints `MODULE TEST WHAT`.
record Plant(Path defect, Map<String, String> facts, String found, String planted) {
  private static final List<String> FACTS = List.of("what", "module", "file", "tests", "test");
  private static final String FOUND = "--- found\n";
  private static final String PLANTED = "--- planted\n";

  /// Reads a defect: lines `fact: value`, then what is found, then what is planted.
  ///
  /// @throws IllegalArgumentException if it is not of that form
  static Plant read(Path defect) throws IOException {
    var text = Files.readString(defect);
    var found = text.indexOf(FOUND);
    var planted = text.indexOf(PLANTED);
    if (found < 0 || planted < found) {
      throw new IllegalArgumentException(defect + ": needs a part found and a part planted");
    }
    var facts = new HashMap<String, String>();
    for (var line : text.substring(0, found).split("\n")) {
      var colon = line.indexOf(": ");
      if (colon < 0 || !FACTS.contains(line.substring(0, colon))) {
        throw new IllegalArgumentException(
            defect + ": \"" + line + "\" is no fact; there are " + FACTS);
      }
      facts.put(line.substring(0, colon), line.substring(colon + 2));
    }
    for (var fact : List.of("what", "module", "file", "test")) {
      if (!facts.containsKey(fact)) {
        throw new IllegalArgumentException(defect + ": does not say its " + fact);
      }
    }
    return new Plant(
        defect,
        Map.copyOf(facts),
        text.substring(found + FOUND.length(), planted),
        text.substring(planted + PLANTED.length()));
  }

  /// The module whose tests are run: that of the source unless it says another.
  String tests() {
    return facts.getOrDefault("tests", facts.get("module"));
  }

  String test() {
    return facts.get("test");
  }

  /// The source with the defect in it.
  ///
  /// @throws IllegalArgumentException unless the text is found exactly once
  String applied(Path root) throws IOException {
    var source = source(root);
    var text = Files.readString(source);
    var matcher = pattern().matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException(defect + ": its text is not found in " + source);
    }
    var before = text.substring(0, matcher.start());
    var after = text.substring(matcher.end());
    if (matcher.find()) {
      throw new IllegalArgumentException(defect + ": its text is found twice in " + source);
    }
    return before + planted.strip() + after;
  }

  /// Words and signs of the text, in order, with any white space between them.
  private Pattern pattern() {
    return Pattern.compile(
        Arrays.stream(found.strip().split("\\s+"))
            .map(Pattern::quote)
            .collect(Collectors.joining("\\s+")));
  }

  /// The only main source of the module that has the name.
  Path source(Path root) throws IOException {
    var main = root.resolve(facts.get("module")).resolve("src/main");
    try (var files = Files.walk(main)) {
      var named =
          files.filter(file -> file.getFileName().toString().equals(facts.get("file"))).toList();
      if (named.size() != 1) {
        throw new IllegalArgumentException(
            "%s: %d files are named %s in %s, needed is one"
                .formatted(defect, named.size(), facts.get("file"), main));
      }
      return named.getFirst();
    }
  }

  /// Plants one defect.
  public static void main(String[] arguments) {
    var root = Path.of(arguments[1]);
    try {
      var plant = read(Path.of(arguments[0]));
      Files.writeString(plant.source(root), plant.applied(root));
      System.out.println(plant.tests() + " " + plant.test() + " " + plant.facts().get("what"));
    } catch (IllegalArgumentException | IOException misfit) {
      System.err.println(misfit.getMessage());
      System.exit(1);
    }
  }
}
