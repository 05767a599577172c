package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.status.Cause;
import java.util.List;

/// Maps of which exactly one field is set, because each field is another way to say the same.
final class OneOf {
  private OneOf() {}

  static void require(Draft draft, JsonNode map, String path, List<String> fields) {
    List<String> found = fields.stream().filter(map::hasNonNull).toList();
    if (found.size() != 1) {
      draft.refuse(
          Cause.invalid(
              path,
              "exactly one of "
                  + String.join(", ", fields)
                  + " is needed, found "
                  + (found.isEmpty() ? "none" : String.join(" and ", found))));
    }
  }
}
