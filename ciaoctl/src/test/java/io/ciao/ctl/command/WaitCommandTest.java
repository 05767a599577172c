package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
class WaitCommandTest {
  private static final String WEB = "/apis/ciao.io/v1/namespaces/default/instances/web";
  private static final String WAITING =
      """
      {"metadata":{"name":"web","uid":"u"},"status":{"conditions":[
        {"type":"Ready","status":"False","reason":"Unschedulable","message":"no node"},
        {"type":"Scheduled","status":"False"}]}}
      """;

  @TempDir private Path directory;
  private FakeApiserver server;

  @BeforeEach
  void start() throws IOException {
    server = FakeApiserver.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void saysTheLimitAsItWasWrittenAndTheStateOnce() {
    server.answers(WEB, WAITING);

    var ran = server.run("wait", "instance/web", "--for=condition=Ready", "--timeout=150ms");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo(
            """
              instance/web: Unschedulable: no node
            ciaoctl: instance/web is not Ready after 150ms; ask: ciaoctl why instance/web
            """);
  }

  @Test
  void doesNotWaitForTheConditionOfAnObjectThatDoesNotExist() {
    var ran = server.run("wait", "instance/web", "--for=condition=Ready", "--timeout=60s");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo(
            "ciaoctl: instance/web does not exist in tenant default; --for=create waits for it\n");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void doesNotTakeWhatWasSoOfAnOlderSpecForAnAnswer() {
    server.answers(WEB, ready(1), ready(2));

    var ran = server.run("wait", "instance/web", "--for=condition=Ready=true", "--timeout=60s");

    assertThat(ran.status()).isZero();
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void saysThatTheAnswerIsAnOldOne() {
    server.answers(WEB, ready(1));

    var ran = server.run("wait", "instance/web", "--for=condition=Ready", "--timeout=1ms");

    assertThat(ran.err())
        .contains("instance/web has Ready=True of an older spec, not of its present one after 1ms");
  }

  private static String ready(long observed) {
    return """
    {"metadata":{"name":"web","uid":"u","generation":2},"status":{"conditions":[
      {"type":"Ready","status":"True","observedGeneration":%d}]}}
    """
        .formatted(observed);
  }

  @Test
  void namesTheConditionsThatThereAreWhereTheOneIsNot() {
    server.answers(WEB, WAITING);

    var ran = server.run("wait", "instance/web", "--for=condition=Raedy", "--timeout=1ms");

    assertThat(ran.err())
        .contains("instance/web has no condition Raedy (it has Ready, Scheduled) after 1ms");
  }

  @Test
  void waitsForWhatIsStillToBeCreated() {
    var ran = server.run("wait", "instance/web", "--for=create", "--timeout=1ms");

    assertThat(ran.err()).contains("instance/web does not exist after 1ms");
    server.answers(WEB, WAITING);
    assertThat(server.run("wait", "instance/web", "--for=create").status()).isZero();
  }
}
