package io.ciao.apiserver.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatusErrorTest {
  private static final GroupResource INSTANCES = new GroupResource("ciao.io", "instances");

  @Test
  void showsANotFoundAsClientsKnowIt() {
    assertThat(text(Refusals.notFound(INSTANCES, "web")))
        .isEqualTo(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\"instances.ciao.io \\\"web\\\" not found\",\"reason\":\"NotFound\","
                + "\"details\":{\"name\":\"web\",\"group\":\"ciao.io\",\"kind\":\"instances\"},"
                + "\"code\":404}");
  }

  @Test
  void showsEveryCauseOfAnInvalidObject() {
    RequestRefused refused =
        Refusals.invalid(
            "ciao.io",
            "Instance",
            "web",
            List.of(
                Cause.required("spec.image", "name one"),
                Cause.forbidden("spec.privileged", "not here")));

    assertThat(refused.error().message())
        .isEqualTo(
            "Instance.ciao.io \"web\" is invalid: [spec.image: Required value: name one,"
                + " spec.privileged: Forbidden: not here]");
    assertThat(refused.error().toTree().path("details").path("causes").get(0).path("reason"))
        .hasToString("\"FieldValueRequired\"");
  }

  @Test
  void usesTheSentencesThatToolsMatch() {
    assertThat(Refusals.modified(INSTANCES, "web").error().message())
        .isEqualTo(
            "Operation cannot be fulfilled on instances.ciao.io \"web\": the object has been"
                + " modified; please apply your changes to the latest version and try again");
    assertThat(Refusals.alreadyExists(INSTANCES, "web").error().message())
        .isEqualTo("instances.ciao.io \"web\" already exists");
    assertThat(Refusals.notFound(new GroupResource("", "namespaces"), "x").error().message())
        .isEqualTo("namespaces \"x\" not found");
  }

  @Test
  void tellsTheLimitThatWasExceeded() {
    StatusError error = Refusals.tooLarge("an object", 2_000_000, 1_048_576).error();

    assertThat(error.code()).isEqualTo(413);
    assertThat(error.message()).contains("1048576 bytes").contains("2000000 bytes");
  }

  private static String text(RequestRefused refused) {
    return Json.writeText(refused.error().toTree());
  }
}
