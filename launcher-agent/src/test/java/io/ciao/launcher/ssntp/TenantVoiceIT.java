package io.ciao.launcher.ssntp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.testing.Certificates;
import io.ciao.launcher.testing.FakeScheduler;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.payload.ReadyExtension;
import io.ciao.ssntp.payload.Renewed;
import io.ciao.ssntp.payload.TenantEvent;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.Surroundings;
import io.ciao.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a node tells concentrators over real connections to schedulers.
class TenantVoiceIT {
  private static final String HOST = "127.0.0.1";
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(10));
  private static final ObjectKey SUBNET = new ObjectKey("t1", "default-4242");
  private static final String ADDED =
      "{\"tenant_added\":{\"agent_uuid\":\"node\",\"agent_ip\":\"192.0.2.7\",\"tenant_uuid\":\"t1\","
          + "\"tenant_subnet\":\"172.16.0.0/24\",\"concentrator_uuid\":\"cnci\","
          + "\"concentrator_ip\":\"192.0.2.1\",\"subnet_key\":4268}}";

  private final AtomicBoolean member = new AtomicBoolean(true);
  private final Random random = new Random(1);
  private final TenantVoice voice =
      new TenantVoice(
          () -> new TenantEvent.Agent("node", "192.0.2.7"),
          member::get,
          new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), random));
  private final SchedulerLinks links = new SchedulerLinks(new Silence(), voice);
  private FakeScheduler one;
  private FakeScheduler other;

  @BeforeEach
  void connect() throws Exception {
    var certificates = new Certificates();
    one = new FakeScheduler(certificates.scheduler(HOST), HOST, null);
    other = new FakeScheduler(certificates.scheduler(HOST), HOST, null);
    var own = certificates.peer(Role.AGENT);
    links.start(
        List.of(one.address(), other.address()),
        scheduler -> ClientConfig.of(() -> own, List.of(scheduler)),
        new Deaf(),
        new Surroundings(InstantSource.system(), System::nanoTime, random));
    SOON.until("both hear", () -> one.agents() == 1 && other.agents() == 1);
  }

  @AfterEach
  void close() {
    links.close();
    voice.close();
    one.close();
    other.close();
  }

  @Test
  void everySchedulerHearsOfFirstAndLastPortOnce() throws Exception {
    voice.present(SUBNET, concentrator("192.0.2.1"));
    voice.present(SUBNET, concentrator("192.0.2.1"));
    SOON.untilAsserted(() -> assertThat(told(one)).containsExactly(ADDED));
    SOON.untilAsserted(() -> assertThat(told(other)).containsExactly(ADDED));

    voice.gone(SUBNET);
    voice.gone(SUBNET);

    SOON.untilAsserted(
        () -> assertThat(told(one)).containsExactly(ADDED, ADDED.replace("_added", "_removed")));
  }

  @Test
  void whatIsHereIsToldAgainOnEveryConnection() throws Exception {
    voice.present(SUBNET, concentrator("192.0.2.1"));
    SOON.untilAsserted(() -> assertThat(told(one)).hasSize(1));

    one.dropAgents();

    SOON.untilAsserted(() -> assertThat(told(one)).containsExactly(ADDED, ADDED));
    assertThat(told(other)).containsExactly(ADDED);
  }

  @Test
  void whatEndedMeanwhileIsNotToldToTheNextConnection() throws Exception {
    voice.present(SUBNET, concentrator("192.0.2.1"));
    SOON.untilAsserted(() -> assertThat(told(one)).hasSize(1));
    member.set(false);
    voice.gone(SUBNET);
    one.dropAgents();
    SOON.until("it is back", () -> one.agents() == 1);
    member.set(true);
    voice.present(new ObjectKey("t2", "other"), concentrator("192.0.2.3"));

    SOON.untilAsserted(() -> assertThat(told(one)).hasSize(2));
    assertThat(told(one).getLast()).contains("\"tenant_uuid\":\"t2\"").contains("tenant_added");
  }

  @Test
  void aNodeThatIsNoMemberIsSilentUntilItIs() throws Exception {
    member.set(false);
    voice.present(SUBNET, concentrator("192.0.2.1"));
    member.set(true);

    links.announce();

    SOON.untilAsserted(() -> assertThat(told(one)).containsExactly(ADDED));
  }

  @Test
  void nobodyIsToldWhereNobodyServes() throws Exception {
    voice.present(SUBNET, concentrator(null));
    voice.present(new ObjectKey("t2", "other"), concentrator("192.0.2.3"));

    SOON.untilAsserted(() -> assertThat(told(one)).hasSize(1));
    assertThat(told(one).getFirst()).contains("\"tenant_uuid\":\"t2\"");
  }

  private static List<String> told(FakeScheduler scheduler) {
    var texts = new ArrayList<String>();
    for (var frame : scheduler.frames()) {
      if (frame instanceof EventFrame event) {
        texts.add(event.payload().utf8());
      }
    }
    return texts;
  }

  private static Concentrator concentrator(String vtep) {
    var active =
        vtep == null
            ? ""
            : ",\"status\":{\"active\":{\"nodeUID\":\"n\",\"vtep\":\"%s\",\"epoch\":7}}"
                .formatted(vtep);
    var json =
        """
        {"metadata":{"name":"default-4242","namespace":"t1","uid":"cnci"},
         "spec":{"tenantNetwork":"default","subnet":"172.16.0.0/24","vni":4242,"mtu":1400,
          "topology":"mesh","outsideAddress":"198.18.0.100/24","outsideGateway":"198.18.0.254",
          "dns":{"domain":"t1.ciao"},
          "gateway":{"ip":"172.16.0.1","mac":"02:00:5e:00:00:01"}}%s}\
        """
            .formatted(active);
    return Json.toRecord(Json.parse(json.getBytes(StandardCharsets.UTF_8)), Concentrator.class);
  }

  /// Says nothing else.
  private static final class Silence implements NodeSpeech {
    @Override
    public String nodeUuid() {
      return "node";
    }

    @Override
    public Optional<OutFrame> status() {
      return Optional.empty();
    }

    @Override
    public List<OutFrame> renewal(ReadyExtension asked) {
      return List.of();
    }

    @Override
    public Optional<OutFrame> stats(List<ObjectNode> reports) {
      return Optional.empty();
    }
  }

  /// Takes nothing.
  private static final class Deaf implements Inbox {
    @Override
    public void start(String instanceUid, long epoch, List<ObjectNode> objects) {}

    @Override
    public void traced(String instanceUid, long epoch, Trace way) {}

    @Override
    public void delete(String instanceUid, long epoch, boolean stop) {}

    @Override
    public void renewed(Renewed renewed) {}

    @Override
    public void connected() {}

    @Override
    public void disconnected() {}
  }
}
