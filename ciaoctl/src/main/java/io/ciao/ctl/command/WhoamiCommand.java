package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import io.ciao.ctl.output.TextTable;
import io.ciao.ctl.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Asks the server who the caller is.
@Command(
    name = "whoami",
    description = "Show who you are to the server.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl auth whoami"})
public final class WhoamiCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Override
  public Integer call() {
    var review = Json.object();
    review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "SelfSubjectReview");
    var user =
        session
            .client()
            .post("/apis/authentication.k8s.io/v1/selfsubjectreviews", review)
            .path("status")
            .path("userInfo");
    var table = new TextTable(List.of("ATTRIBUTE", "VALUE"));
    table.add(List.of("Username", user.path("username").asText()));
    if (!user.path("uid").asText("").isEmpty()) {
      table.add(List.of("UID", user.path("uid").asText()));
    }
    table.add(List.of("Groups", words(user.path("groups"))));
    for (var extra : user.path("extra").properties()) {
      table.add(List.of("Extra: " + extra.getKey(), words(extra.getValue())));
    }
    table.print(session.out());
    return 0;
  }

  private static String words(JsonNode list) {
    var words = new ArrayList<String>();
    list.forEach(word -> words.add(word.asText()));
    return String.join(", ", words);
  }
}
