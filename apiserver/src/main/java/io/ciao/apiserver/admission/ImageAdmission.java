package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;

/// An Image has exactly one source, of the kind that its format needs.
final class ImageAdmission implements Admission {
  @Override
  public void create(Draft draft) {
    JsonNode source = draft.tree().path("spec").path("source");
    boolean file = source.hasNonNull("file");
    boolean docker = source.hasNonNull("docker");
    if (file == docker) {
      draft.refuse(
          Cause.invalid(
              "spec.source",
              "exactly one of file and docker is needed, found " + (file ? "both" : "none")));
    } else {
      checkFormat(draft, docker);
    }
    Visibility.check(draft);
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    Visibility.check(draft);
  }

  private static void checkFormat(Draft draft, boolean docker) {
    String format = draft.tree().path("spec").path("format").asText("");
    if (format.equals("docker") != docker) {
      draft.refuse(
          Cause.invalid(
              "spec.format",
              "\""
                  + format
                  + "\": a docker source has the format docker, a file source qcow2 or raw"));
    }
  }
}
