package io.ciao.ctl.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
class NodeLeaveCommandTest {
  private static final String NODE = "/apis/ciao.io/v1/nodes/cn2";
  private static final String INSTANCES = "/apis/ciao.io/v1/instances";
  private static final String REVOCATIONS = "/apis/ciao.io/v1/certificaterevocations";
  private static final String BOUND =
      "{\"items\":[{\"metadata\":{\"namespace\":\"team\",\"name\":\"web\"}}],\"metadata\":{}}";
  private static final String NONE = "{\"items\":[],\"metadata\":{}}";

  @TempDir private Path directory;
  private FakeApiserver server;

  @BeforeEach
  void start() throws IOException {
    server = FakeApiserver.start(directory);
    server.answers(REVOCATIONS, "{}");
    server.answers("/authority", Files.readString(directory.resolve("ca.pem")));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void node(String state) {
    server.answers(
        NODE,
        "{\"metadata\":{\"name\":\"cn2\"},\"spec\":{},\"status\":{\"member\":{\"state\":\"%s\",\"incarnation\":1}}}"
            .formatted(state));
  }

  @Test
  void anEmptyNodeIsCordonedRevokedAndRemovedInThatOrder() {
    node("Member");
    server.answers(INSTANCES, NONE);

    var ran = server.run("node", "leave", "cn2");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(server.requests())
        .containsExactly(
            "GET " + NODE,
            "PATCH " + NODE,
            "GET " + INSTANCES,
            "GET /authority",
            "POST " + REVOCATIONS,
            "DELETE " + NODE);
    assertThat(server.bodies("POST " + REVOCATIONS).getFirst())
        .contains("\"nodeName\":\"cn2\"", "\"generateName\":\"cn2-\"");
    assertThat(server.bodies("PATCH " + NODE).getFirst()).contains("\"unschedulable\":true");
  }

  @Test
  void aNodeThatIsUsedStaysButTakesNothingNew() {
    node("Member");
    server.answers(INSTANCES, BOUND);

    var ran = server.run("node", "leave", "cn2");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .contains("1 instance is bound to node cn2: team/web", "delete them and run this again")
        .contains("use --force: then what may move starts elsewhere", "ciaoctl failover NAME");
    assertThat(server.requests()).doesNotContain("POST " + REVOCATIONS, "DELETE " + NODE);
  }

  @Test
  void byForceItIsRemovedOnceNothingIsBoundToIt() {
    node("Lost");
    server.answers(INSTANCES, BOUND, BOUND, NONE);

    var ran = server.run("node", "leave", "cn2", "--force");

    assertThat(ran.status()).isZero();
    assertThat(server.requests()).contains("POST " + REVOCATIONS, "DELETE " + NODE);
  }

  @Test
  void byForceItIsOutThoughSomethingStays() {
    node("Lost");
    server.answers(INSTANCES, BOUND);

    var ran = server.run("node", "leave", "cn2", "--force", "--timeout=10ms");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .contains("node cn2 is out, and 1 instance stays bound to it: team/web", "failover");
    assertThat(server.requests()).contains("POST " + REVOCATIONS).doesNotContain("DELETE " + NODE);
  }
}
