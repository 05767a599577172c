package io.ciao.e2e.kubectl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.e2e.env.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What kubectl is asked to do, read from `verbs.yaml`, whose head explains the fields.
///
/// @param inputs texts by file name without ending
public record VerbTable(Map<String, String> inputs, List<Step> steps) {
  private static final String ANY = "any";

  /// Reads the table.
  public static VerbTable of(ObjectNode tree) {
    var inputs = new LinkedHashMap<String, String>();
    tree.path("inputs").properties().forEach(e -> inputs.put(e.getKey(), e.getValue().asText()));
    var steps = new ArrayList<Step>();
    tree.path("steps").forEach(step -> steps.add(Step.of(step)));
    return new VerbTable(inputs, steps);
  }

  /// Writes the inputs as files.
  public void writeInputs(Path directory) throws IOException {
    for (var input : inputs.entrySet()) {
      Files.writeString(directory.resolve(input.getKey() + ".yaml"), input.getValue());
    }
  }

  /// The steps that a kubectl of this minor version knows.
  public List<Step> steps(int minor) {
    return steps.stream().filter(step -> minor >= step.since()).toList();
  }

  /// One command and what it must lead to.
  ///
  /// @param exact the whole standard output; empty if `says` tells what must be in it
  /// @param says texts of which each stands in the output
  /// @param status the exit status; empty for any
  public record Step(
      List<String> command,
      Optional<String> exact,
      List<String> says,
      Optional<Integer> status,
      String editor,
      int since) {

    static Step of(JsonNode step) {
      var status = step.path("status");
      return new Step(
          texts(step.path("do")),
          step.has("is") ? Optional.of(step.path("is").asText()) : Optional.empty(),
          texts(step.path("says")),
          status.asText("").equals(ANY) ? Optional.empty() : Optional.of(status.asInt(0)),
          step.path("editor").asText(""),
          step.path("since").asInt(0));
    }

    /// With the namespace put in.
    public List<String> arguments(String namespace) {
      var arguments = new ArrayList<>(command);
      arguments.add("--namespace=" + namespace);
      return arguments;
    }

    /// What is wrong with how it went.
    public Optional<String> complaint(Ran ran) {
      if (status.isPresent() && ran.status() != status.get()) {
        return Optional.of("status " + status.get() + " was due: " + ran);
      }
      if (exact.isPresent() && !ran.out().strip().equals(exact.get())) {
        return Optional.of("output \"" + exact.get() + "\" was due: " + ran);
      }
      return says.stream()
          .filter(text -> !ran.text().contains(text))
          .findFirst()
          .map(text -> "\"" + text + "\" was due: " + ran);
    }

    private static List<String> texts(JsonNode list) {
      var texts = new ArrayList<String>();
      list.forEach(text -> texts.add(text.asText()));
      return texts;
    }
  }
}
