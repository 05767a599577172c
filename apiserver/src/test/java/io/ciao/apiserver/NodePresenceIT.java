package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.apiserver.TestClient.Reply;
import io.ciao.ssntp.frame.Role;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signs of life of nodes, and how one is declared lost.
@Tag("api")
final class NodePresenceIT {
  private static final String NODES = CIAO + "/nodes";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /// A node that is a member.
  private record Member(String name, TestClient client, long incarnation) {
    static Member join(String name) throws Exception {
      var client = server.client(server.certificates().node(name, UUID.randomUUID(), Role.AGENT));
      client.post(NODES, "{}");
      return join(name, client);
    }

    static Member join(String name, TestClient client) throws Exception {
      var joined = client.post(NODES + "/" + name + "/join", "{}").json();
      var member = new Member(name, client, joined.path("incarnation").asLong());
      assertThat(member.post("joined", "{\"incarnation\":%d}").code()).isEqualTo(200);
      return member;
    }

    /// @param body with its incarnation as `%d`
    Reply post(String what, String body) throws Exception {
      return client.post(NODES + "/" + name + "/" + what, body.formatted(incarnation));
    }

    Reply renew(int seq) throws Exception {
      return post("renew", "{\"incarnation\":%d,\"seq\":" + seq + "}");
    }
  }

  private static String key(String name) throws Exception {
    return server.etcdctl("get", "--print-value-only", "/ciao-sys/" + name).strip();
  }

  /// Who may declare nodes lost: the holder of an election's key.
  private static String term() throws Exception {
    server.etcdctl("put", "/ciao-sys/election/test", "the test");
    var answer = server.etcdctl("get", "-w", "json", "/ciao-sys/election/test");
    var created = new ObjectMapper().readTree(answer).at("/kvs/0/create_revision").asLong();
    return "test/" + created;
  }

  private static Reply lost(Member member, String term, String more) throws Exception {
    var body = "{\"incarnation\":" + member.incarnation() + more + "}";
    return server
        .scheduler()
        .postWith(NODES + "/" + member.name() + "/lost", body, "Ciao-Leader", term);
  }

  /// When the node's presence was written last, as a field of a loss.
  private static String written(String node) throws Exception {
    var answer = server.etcdctl("get", "-w", "json", "/ciao-sys/presence/" + node);
    return ",\"presenceRevision\":"
        + new ObjectMapper().readTree(answer).at("/kvs/0/mod_revision").asLong();
  }

  private static String membership(String node) throws Exception {
    var member = admin.get(NODES + "/" + node).json().at("/status/member");
    return member.path("state").asText() + "(" + member.path("incarnation").asText() + ")";
  }

  @Test
  void memberRenewsItsOwnPresence() throws Exception {
    var member = Member.join("alive");

    assertThat(member.renew(1).code()).isEqualTo(200);
    assertThat(member.renew(2).code()).isEqualTo(200);

    assertThat(key("presence/alive")).isEqualTo(member.incarnation() + " 2");
    var other = Member.join("neighbour");
    var refused = other.client().post(NODES + "/alive/renew", "{\"incarnation\":1,\"seq\":1}");
    assertThat(refused.code()).isEqualTo(403);
    var old = member.client().post(NODES + "/alive/renew", "{\"incarnation\":1,\"seq\":3}");
    assertThat(old.code()).isEqualTo(409);
    assertThat(old.reason()).isEqualTo("NotMember");
    assertThat(old.message())
        .contains("its membership is Member(" + member.incarnation() + "), Member(1) was needed");
    assertThat(member.post("renew", "{\"incarnation\":%d}").message())
        .isEqualTo("seq: a whole number from 0 is needed");
  }

  @Test
  void lossFencesTheIncarnationUntilItHasJoinedAgain() throws Exception {
    var member = Member.join("silent");
    member.renew(4);
    var term = term();

    var seen = written("silent");
    member.renew(5);
    var now = written("silent");

    var renewed = lost(member, term, seen);
    assertThat(renewed.code()).as("it has renewed since").isEqualTo(409);
    assertThat(renewed.message()).contains("its presence was written or has ended since");
    assertThat(lost(member, term, "").code()).as("it has renewed").isEqualTo(409);
    assertThat(lost(member, "test/1", now).code()).as("another term").isEqualTo(412);
    assertThat(membership("silent")).isEqualTo("Member(" + member.incarnation() + ")");

    assertThat(lost(member, term, now).code()).isEqualTo(200);
    assertThat(lost(member, term, now).code()).as("told twice").isEqualTo(200);

    assertThat(membership("silent")).isEqualTo("Lost(" + member.incarnation() + ")");
    assertThat(key("presence/silent")).isEmpty();
    var renewal = member.renew(6);
    assertThat(renewal.code()).isEqualTo(409);
    assertThat(renewal.message()).contains("is Lost(" + member.incarnation() + ")");
    var joined = member.post("join", "{\"incarnation\":%d}").json().path("incarnation").asLong();
    assertThat(joined).isGreaterThan(member.incarnation());
    assertThat(membership("silent")).isEqualTo("Rejoining(" + joined + ")");
    assertThat(member.renew(7).code()).isEqualTo(409);
  }

  /// The machine of an apiserver and of a node, whose renewals it wrote, dies.
  @Test
  void silenceCanBeLostWhosePresenceEndedWithItsWriter() throws Exception {
    var member = Member.join("orphan");
    member.renew(4);
    var seen = written("orphan");
    server.etcdctl("del", "/ciao-sys/presence/orphan");

    assertThat(lost(member, term(), seen).code()).as("it was there").isEqualTo(409);
    assertThat(lost(member, term(), "").code()).isEqualTo(200);

    assertThat(membership("orphan")).isEqualTo("Lost(" + member.incarnation() + ")");
  }

  @Test
  void silenceFromTheBeginningCanBeLost() throws Exception {
    var member = Member.join("never-heard");

    assertThat(lost(member, term(), "").code()).isEqualTo(200);

    assertThat(membership("never-heard")).isEqualTo("Lost(" + member.incarnation() + ")");
  }

  @Test
  void onlyTheLeaderDeclaresLoss() throws Exception {
    var member = Member.join("watched");
    var body = "{\"incarnation\":" + member.incarnation() + "}";

    assertThat(server.scheduler().post(NODES + "/watched/lost", body).message())
        .contains("by the leader of the election alone");
    assertThat(member.client().post(NODES + "/watched/lost", body).code()).isEqualTo(403);
    assertThat(membership("watched")).isEqualTo("Member(" + member.incarnation() + ")");
  }

  @Test
  void schedulerProbesWhetherRenewalsWork() throws Exception {
    var probe = server.scheduler().post(NODES + ":probe", "{\"name\":\"one\",\"seq\":7}");
    assertThat(probe.code()).as(probe.text()).isEqualTo(200);

    assertThat(key("presence/.one")).isEqualTo("0 7");
    assertThat(server.scheduler().post(NODES + ":probe", "{\"name\":\"a/b\",\"seq\":7}").code())
        .isEqualTo(400);
    var member = Member.join("prober");
    assertThat(member.client().post(NODES + ":probe", "{\"name\":\"x\",\"seq\":1}").code())
        .isEqualTo(403);
  }

  /// Binds to a node; what it answers.
  ///
  /// @param lost further fields of the item, with a comma before them
  private static JsonNode bind(JsonNode instance, String node, String lost) throws Exception {
    var metadata = instance.path("metadata");
    var item =
        "{\"namespace\":\"default\",\"name\":%s,\"uid\":%s,\"generation\":1,\"nodeName\":\"%s\",\"nodeUID\":\"x\",\"network\":{\"subnet\":\"172.16.0.0/24\",\"concentrator\":\"c\",\"address\":\"172.16.0.9\",\"mac\":\"02:00:ac:10:00:09\"}%s}"
            .formatted(metadata.path("name"), metadata.path("uid"), node, lost);
    return server
        .scheduler()
        .post(CIAO + "/instances:bind", "{\"items\":[" + item + "]}")
        .json()
        .at("/items/0");
  }

  @Test
  void instanceIsTakenFromANodeWithoutItsWordOnlyBehindTheFencePoint() throws Exception {
    var member = Member.join("loses");
    Member.join("takes");
    server.publicImage("moved");
    var created =
        admin.post(
            CIAO + "/namespaces/default/instances",
            "{\"metadata\":{\"name\":\"moved\"},\"spec\":{\"image\":\"moved\"}}");
    var bound = bind(created.json(), "loses", "");
    assertThat(bound.path("reason").asText()).as(bound.toString()).isEqualTo("Bound");
    var lost = ",\"lost\":{\"name\":\"loses\",\"incarnation\":" + member.incarnation() + "}";

    var tooEarly = bind(created.json(), "takes", lost);
    var withoutLoss = bind(created.json(), "takes", "");
    lost(member, term(), "");
    var ofAnother = bind(created.json(), "takes", lost.replace(":" + member.incarnation(), ":1"));
    var moved = bind(created.json(), "takes", lost);

    assertThat(tooEarly.path("reason").asText()).isEqualTo("Conflict");
    assertThat(tooEarly.path("message").asText())
        .contains("node loses is not lost with incarnation " + member.incarnation());
    assertThat(withoutLoss.path("reason").asText()).isEqualTo("AlreadyBound");
    assertThat(ofAnother.path("reason").asText()).isEqualTo("Conflict");
    assertThat(moved.path("reason").asText()).as(moved.toString()).isEqualTo("Bound");
    assertThat(moved.path("epoch").asLong()).isGreaterThan(bound.path("epoch").asLong());
    var now = admin.get(CIAO + "/namespaces/default/instances/moved").json().path("status");
    assertThat(now.at("/binding/nodeName").asText()).isEqualTo("takes");
    assertThat(now.at("/network/address").asText()).isEqualTo("172.16.0.9");
  }

  private static JsonNode unbind(JsonNode instance, long epoch, String lost) throws Exception {
    var metadata = instance.path("metadata");
    var item =
        "{\"namespace\":\"default\",\"name\":%s,\"uid\":%s,\"epoch\":%d%s}"
            .formatted(metadata.path("name"), metadata.path("uid"), epoch, lost);
    return server
        .scheduler()
        .post(CIAO + "/instances:unbind", "{\"items\":[" + item + "]}")
        .json()
        .at("/items/0");
  }

  /// The scheduler decides while the node is lost, and writes when it is back.
  @Test
  void whatIsDeletedStaysBoundToANodeThatIsBack() throws Exception {
    var member = Member.join("returns");
    server.publicImage("deleted");
    var path = CIAO + "/namespaces/default/instances/deleted";
    var created =
        admin.post(
            CIAO + "/namespaces/default/instances",
            "{\"metadata\":{\"name\":\"deleted\"},\"spec\":{\"image\":\"deleted\"}}");
    var epoch = bind(created.json(), "returns", "").path("epoch").asLong();
    assertThat(admin.delete(path).code()).isEqualTo(200);
    lost(member, term(), "");
    var lost = ",\"lost\":{\"name\":\"returns\",\"incarnation\":" + member.incarnation() + "}";

    var back = Member.join("returns", member.client());
    var late = unbind(created.json(), epoch, lost);
    assertThat(late.path("reason").asText()).as(late.toString()).isEqualTo("Conflict");
    assertThat(admin.get(path).json().at("/status/binding/nodeName").asText()).isEqualTo("returns");

    lost(back, term(), "");
    var again = lost.replace(":" + member.incarnation(), ":" + back.incarnation());
    var gone = unbind(created.json(), epoch, again);
    assertThat(gone.path("reason").asText()).as(gone.toString()).isEqualTo("Unbound");
    assertThat(admin.get(path).json().at("/status/binding").isMissingNode()).isTrue();
    var finalizer = server.scheduler().patch(path, "{\"metadata\":{\"finalizers\":null}}");
    assertThat(finalizer.code()).as(finalizer.text()).isEqualTo(200);
    assertThat(admin.get(path).code()).isEqualTo(404);
  }
}
