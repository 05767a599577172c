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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Isolated("the standard streams are captured")
class FailoverCommandTest {
  private static final String ROOT = "/apis/ciao.io/v1/";
  private static final String WEB = ROOT + "namespaces/default/instances/web";
  private static final String NODE = ROOT + "nodes/cn1";
  private static final String CONFIG = ROOT + "clusterconfigs/default";

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

  private static String instance(String more, String reason) {
    return """
    {"metadata":{"name":"web","namespace":"default","uid":"u"%s},"spec":{},"status":{
      "binding":{"nodeName":"cn1","nodeUID":"n","epoch":42},
      "resolved":{"image":{"namespace":"default","name":"tiny"}},
      "conditions":[{"type":"NodeAvailable","status":"False","reason":"%s","message":"node cn1 is lost; so it stays"}]}}
    """
        .formatted(more, reason);
  }

  private static String node(String name, String member, String ready) {
    return """
    {"metadata":{"name":"%s","uid":"n"},"status":{"member":{"state":"%s","incarnation":7},
      "conditions":[{"type":"Ready","status":"%s","reason":"Some"}]}}
    """
        .formatted(name, member, ready);
  }

  @Test
  void ordersWhatStaysWithALostNodeAtItsEpoch() {
    server
        .answers(WEB, instance("", "FailoverPolicyStay"))
        .answers(NODE, node("cn1", "Lost", "False"));

    var ran = server.run("failover", "web", "--force", "--yes");

    assertThat(ran.err())
        .startsWith("instance/web: node cn1 is lost; so it stays\n")
        .contains("started afresh from image tiny on another node, with its address")
        .contains("what is on its disk on cn1: should the node come back, it erases its copy")
        .contains("a copy that still runs on cn1, if the node is only cut off");
    assertThat(ran.out()).startsWith("instance/web is given up on its lost node");
    assertThat(ran.status()).isZero();
    assertThat(server.bodies("PATCH " + WEB))
        .containsExactly("{\"metadata\":{\"annotations\":{\"ciao.io/failover-epoch\":\"42\"}}}");
  }

  @Test
  void changesNothingWhereNobodyCanBeAsked() {
    server
        .answers(WEB, instance("", "FailoverPolicyStay"))
        .answers(NODE, node("cn1", "Lost", "False"));

    var ran = server.run("failover", "web", "--force");

    assertThat(ran.err()).contains("For good lost would be:").contains("add --yes");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(server.requests()).noneMatch(request -> request.startsWith("PATCH"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Member    | True    | its node cn1 is a member of the cluster, not lost",
        "Member    | Unknown | its node cn1 is silent, but not lost: it may well run on there",
        "Rejoining | False   | its node cn1 is joining",
      })
  void neverOverrulesANodeThatIsNotLost(String member, String ready, String why) {
    server
        .answers(WEB, instance("", "FailoverPolicyStay"))
        .answers(NODE, node("cn1", member, ready));

    var ran = server.run("failover", "web", "--force", "--yes");

    assertThat(ran.err()).startsWith("ciaoctl: instance/web is not given up: " + why);
    assertThat(ran.status()).isEqualTo(1);
    assertThat(server.requests()).noneMatch(request -> request.startsWith("PATCH"));
  }

  @Test
  void showsNodesWhatWaitsForThemAndWhyNothingIsMoved() {
    server
        .answers(
            CONFIG,
            """
            {"metadata":{"name":"default"},"spec":{},"status":{"conditions":[{"type":"FailoverPaused",
              "status":"True","reason":"ManyNodesSilent","message":"2 of 3 nodes fell silent"}]}}
            """)
        .answers(
            ROOT + "nodes",
            "{\"metadata\":{},\"items\":[%s,%s]}"
                .formatted(node("cn1", "Lost", "False"), node("cn2", "Member", "True")))
        .answers(
            ROOT + "instances",
            "{\"metadata\":{},\"items\":[%s]}".formatted(instance("", "PinnedToLostNode")));

    var ran = server.run("failover");

    assertThat(ran.out())
        .isEqualTo(
            """
            failover is paused for - (ManyNodesSilent): 2 of 3 nodes fell silent

            NODE   MEMBER   INCARNATION   READY   REASON   SINCE
            cn1    Lost     7             False   Some     -
            cn2    Member   7             True    Some     -

            TENANT    INSTANCE   NODE   REASON             MESSAGE
            default   web        cn1    PinnedToLostNode   node cn1 is lost; so it stays
            """);
    assertThat(ran.status()).isZero();
  }

  @Test
  void showsThatNothingWaits() {
    server
        .answers(
            ROOT + "nodes",
            "{\"metadata\":{},\"items\":[%s]}".formatted(node("cn1", "Member", "True")))
        .answers(
            ROOT + "instances",
            "{\"metadata\":{},\"items\":[%s]}".formatted(instance("", "NodeUnknown")));

    var ran = server.run("failover");

    assertThat(ran.out())
        .startsWith("failover watches: a node that falls silent is declared lost\n")
        .endsWith("no instance waits for a lost node\n");
  }

  @Test
  void resumesByATimeInTheClusterConfig() {
    server.answers(CONFIG, "{\"metadata\":{\"name\":\"default\"},\"spec\":{}}");

    var ran = server.run("failover", "--resume");

    assertThat(ran.status()).isZero();
    assertThat(server.bodies("PATCH " + CONFIG))
        .singleElement()
        .asString()
        .matches("\\{\"spec\":\\{\"failover\":\\{\"resumedAt\":\"20[0-9T:.-]+Z\"}}}");
  }

  @Test
  void makesTheClusterConfigThatIsNotThere() {
    server.answers(ROOT + "clusterconfigs", "{}");

    var ran = server.run("failover", "--resume");

    assertThat(ran.status()).isZero();
    assertThat(server.bodies("POST " + ROOT + "clusterconfigs"))
        .singleElement()
        .asString()
        .contains("resumedAt", "\"name\":\"default\"");
  }

  @Test
  void saysThatAnotherSettingPausesIt() {
    server.answers(
        CONFIG, "{\"metadata\":{\"name\":\"default\"},\"spec\":{\"failover\":{\"paused\":true}}}");

    assertThat(server.run("failover").out()).isEmpty();
    var ran = server.run("failover", "--resume");

    assertThat(ran.err()).contains("spec.failover.paused is true").contains("ciaoctl patch");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(server.requests()).noneMatch(request -> request.startsWith("PATCH"));
  }
}
