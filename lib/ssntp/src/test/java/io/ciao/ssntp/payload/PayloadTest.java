package io.ciao.ssntp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.StartNetworking.ConcentratorRef;
import io.ciao.ssntp.payload.StartNetworking.Subnet;
import io.ciao.ssntp.payload.StartNetworking.Vnic;
import io.ciao.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PayloadTest {

  private static final String TENANT = "67d86208-b46c-4465-9018-fe14087d415f";
  private static final String INSTANCE = "3390740c-dce9-48d6-b83a-a717417072ce";
  private static final String NODE = "59460b8a-5f53-4e3e-b5ce-b71fed8c7e64";

  /// As the original's YAML library writes it, with a key of a later version.
  private static final String ORIGINAL_START =
      """
      start:
        requirements:
          mem_mb: 4096
          vcpus: 4
          hostname: node-7
          network_node: false
          privileged: true
        tenant_uuid: 67d86208-b46c-4465-9018-fe14087d415f
        instance_uuid: 3390740c-dce9-48d6-b83a-a717417072ce
        docker_image: ""
        fw_type: legacy
        persistence: host
        vm_type: qemu
        networking:
          vnic_mac: 02:00:e6:f5:af:f9
          vnic_uuid: 67d86208-b46c-0000-9018-fe14087d415f
          concentrator_uuid: 67d86208-b46c-4465-0000-fe14087d415f
          concentrator_ip: 192.168.42.21
          subnet: 192.168.8.0/21
          subnet_key: "0"
          subnet_uuid: ""
          private_ip: 192.168.8.2
          public_ip: false
        storage:
        - id: 69e84267-ed01-4738-b15f-b47de06b62e7
          boot: true
          size: 10
        - ephemeral: true
          tag: scratch
        restart: false
        later: [1, {a: b}]
      """;

  private static Start originalStart() {
    return new Start(
        TENANT,
        INSTANCE,
        StartRuntime.vm("legacy"),
        new StartNetworking(
            new Vnic("02:00:e6:f5:af:f9", "67d86208-b46c-0000-9018-fe14087d415f"),
            new ConcentratorRef("67d86208-b46c-4465-0000-fe14087d415f", "192.168.42.21"),
            new Subnet("192.168.8.0/21", "0", ""),
            "192.168.8.2",
            false),
        List.of(
            new StorageResource(
                "69e84267-ed01-4738-b15f-b47de06b62e7",
                true,
                0,
                new StorageResource.Use(false, false, false),
                "",
                10),
            new StorageResource(
                "", false, 0, new StorageResource.Use(true, false, false), "scratch", 0)),
        new Requirements(4096, 4, "", "node-7", false, true),
        null);
  }

  private static Start ciaoStart() {
    var object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "ciao.io/v1").put("kind", "Instance");
    object.putObject("metadata").put("name", "web").put("generation", 7L);
    var start = originalStart();
    return new Start(
        start.tenantUuid(),
        start.instanceUuid(),
        start.runtime(),
        start.networking(),
        start.storage(),
        start.requirements(),
        new StartExtension(
            1_234_567_890_123L,
            List.of(object),
            Map.of("hint", JsonNodeFactory.instance.textNode("x"))));
  }

  private static ObjectNode report() {
    var report = JsonNodeFactory.instance.objectNode();
    report.put("uid", INSTANCE).put("epoch", 5L).put("seq", 6L);
    report.putObject("facts").put("state", "Running").put("exitCode", 0L);
    return report;
  }

  @Test
  void readsAStartOfTheOriginal() {
    assertThat(parsed(Start::parse, ORIGINAL_START)).isEqualTo(originalStart());
  }

  @Test
  void startComesBackWithItsExtension() {
    assertThat(parsed(Start::parse, ciaoStart().toBytes().utf8())).isEqualTo(ciaoStart());
  }

  @Test
  void startIsOneLineAmongCiaosPeers() {
    assertThat(ciaoStart().toBytes().utf8())
        .startsWith("{\"start\":{\"tenant_uuid\":\"" + TENANT)
        .doesNotContain("\n");
  }

  @Test
  void readsTheDocumentsOfAStartInAnyOrder() {
    var start = ORIGINAL_START;
    var user = "#cloud-config\nruncmd:\n- [touch, /x]\n";
    var meta = "{\n  \"uuid\": \"u\",\n  \"hostname\": \"h\"\n}\n";
    var marker = "---\n";
    for (var text :
        List.of(
            marker + start + "...\n" + marker + user + "...\n" + marker + meta + "...\n",
            marker + user + marker + start + marker + meta,
            "%YAML 1.1\n---\n" + user + "...\n---\n" + meta + "...\n---\n" + start,
            user + start + marker + meta,
            marker + user + start + "...\n" + marker + meta)) {
      var whole = parsed(StartPayload::parse, text);
      assertThat(whole.start()).as(text).isEqualTo(originalStart());
      assertThat(whole.userData()).isEqualTo(user);
      assertThat(whole.metaData()).isEqualTo(meta);
    }
  }

  @Test
  void cutsAStartOutOfTheMiddleOfUserData() {
    var whole =
        parsed(
            StartPayload::parse,
            "#cloud-config\na: b\n" + ORIGINAL_START + "# about c\nc:\n- d\n---\n{}\n");
    assertThat(whole.start()).isEqualTo(originalStart());
    assertThat(whole.userData()).startsWith("#cloud-config\na: b\n").endsWith("c:\n- d\n");
    assertThat(whole.metaData()).isEqualTo("{}\n");
  }

  @Test
  void writesDocumentsInWhichAnOriginalFindsTheStart() {
    var whole = new StartPayload(ciaoStart(), "#cloud-config\na: b\n", "{\"uuid\": \"u\"}\n");
    var text = whole.toBytes().utf8();
    assertThat(text.lines()).contains("start:");
    assertThat(parsed(StartPayload::parse, text)).isEqualTo(whole);
  }

  @Test
  void deleteComesBack() {
    var plain = new Delete(INSTANCE, NODE, true, null);
    var ours = new Delete(INSTANCE, NODE, false, new DeleteExtension(77));
    assertThat(parsed(Delete::parse, plain.toBytes().utf8())).isEqualTo(plain);
    assertThat(parsed(Delete::parse, ours.toBytes().utf8())).isEqualTo(ours);
    assertThat(
            parsed(
                Delete::parse,
                """
                delete:
                  instance_uuid: %s
                  workload_agent_uuid: %s
                  stop: true
                """
                    .formatted(INSTANCE, NODE)))
        .isEqualTo(plain);
  }

  @Test
  void readyComesBack() {
    var ready =
        new Ready(
            NODE,
            "cn1",
            new NodeFigures(3896, 3896, 500_000, 256_000, 0, 4),
            List.of(new NodeNetwork("10.0.0.1", "02:00:15:03:6f:49")),
            new ReadyExtension(9_007_199_254_740_993L, 5, 4));
    assertThat(parsed(Ready::parse, ready.toBytes().utf8())).isEqualTo(ready);
  }

  @Test
  void renewedComesBackUnderItsRootKey() {
    var renewed = new Renewed(9_007_199_254_740_993L, 5);
    assertThat(renewed.toBytes().utf8())
        .isEqualTo("{\"renewed\":{\"incarnation\":9007199254740993,\"seq\":5}}");
    assertThat(parsed(Renewed::parse, renewed.toBytes().utf8())).isEqualTo(renewed);
    assertThat(parsed(Renewed::parse, "renewed:\n  incarnation: 7\n")).isEqualTo(new Renewed(7, 0));
    assertThat(Renewed.parse(Bytes.utf8("renewed: {seq: soon}"))).isInstanceOf(Corrupt.class);
  }

  @Test
  void readyOfTheOriginalSaysUnknownByAbsence() {
    var ready =
        parsed(
            Ready::parse,
            """
            node_uuid: %s
            mem_total_mb: 3896
            mem_available_mb: 3896
            cpus_online: 4
            hostname: test
            networks:
            - ip: 10.0.0.1
              mac: 02:00:15:03:6f:49
            """
                .formatted(NODE));
    assertThat(ready.figures()).isEqualTo(new NodeFigures(3896, 3896, -1, -1, -1, 4));
    assertThat(ready.networks()).containsExactly(new NodeNetwork("10.0.0.1", "02:00:15:03:6f:49"));
    assertThat(ready.ciao()).isNull();
  }

  @Test
  void statsComeBack() {
    var stats =
        new Stats(
            NODE,
            "READY",
            "cn1",
            NodeFigures.UNKNOWN,
            List.of(),
            List.of(
                new InstanceStats(
                    INSTANCE,
                    "active",
                    new InstanceStats.Ssh("172.168.2.2", 8768),
                    40,
                    2,
                    90,
                    List.of("v1", "v2")),
                new InstanceStats(
                    TENANT, "pending", InstanceStats.Ssh.NONE, -1, -1, -1, List.of())),
            new ReportsExtension(List.of(report())));
    assertThat(parsed(Stats::parse, stats.toBytes().utf8())).isEqualTo(stats);
  }

  @Test
  void processorTimeStandsBesideTheReports() {
    var usage = new UsageExtension(OptionalLong.of(1250), Map.of(INSTANCE, 90L));
    var stats = stats(new ReportsExtension(List.of(), usage.more()));
    assertThat(UsageExtension.of(parsed(Stats::parse, stats.toBytes().utf8()))).contains(usage);

    var unknown = new UsageExtension(OptionalLong.empty(), Map.of());
    var empty = stats(new ReportsExtension(List.of(), unknown.more()));
    assertThat(UsageExtension.of(parsed(Stats::parse, empty.toBytes().utf8()))).contains(unknown);
    assertThat(UsageExtension.of(stats(null))).isEmpty();
  }

  private static Stats stats(@Nullable ReportsExtension ciao) {
    return new Stats(NODE, "READY", "cn1", NodeFigures.UNKNOWN, List.of(), List.of(), ciao);
  }

  @Test
  void failuresAndEventsComeBack() {
    var reports = new ReportsExtension(List.of(report()));
    var failure =
        new StartFailure(
            NODE, INSTANCE, StartFailureReason.FULL_COMPUTE_NODE.code(), true, reports);
    assertThat(parsed(StartFailure::parse, failure.toBytes().utf8())).isEqualTo(failure);
    assertThat(failure.knownReason()).contains(StartFailureReason.FULL_COMPUTE_NODE);

    var deleted = new InstanceDeleted(INSTANCE, reports);
    assertThat(parsed(InstanceDeleted::parse, deleted.toBytes().utf8())).isEqualTo(deleted);
    assertThat(parsed(InstanceDeleted::parse, "instance_deleted:\n  instance_uuid: " + INSTANCE))
        .isEqualTo(new InstanceDeleted(INSTANCE, null));

    var stopped = new InstanceStopped(INSTANCE, null);
    assertThat(parsed(InstanceStopped::parse, stopped.toBytes().utf8())).isEqualTo(stopped);
  }

  @Test
  void everyFailureReasonIsFoundByItsWord() {
    for (var reason : StartFailureReason.values()) {
      assertThat(StartFailureReason.fromCode(reason.code())).contains(reason);
    }
    assertThat(StartFailureReason.fromCode("new")).isEmpty();
    assertThat(StartFailureReason.ALREADY_RUNNING.fatal()).isFalse();
  }

  @Test
  void namesEveryKeyThatIsWrong() {
    var result =
        Start.parse(
            Bytes.utf8(
                """
                start:
                  requirements: {mem_mb: much, vcpus: 1.5}
                  restart: "yes"
                  storage: {}
                  networking: [a]
                  ciao: {epoch: 1e3x, objects: [1]}
                """));
    assertThat(result).isInstanceOf(Corrupt.class);
    assertThat(result.toString())
        .contains("start.requirements.mem_mb is \"much\"; a whole number is needed")
        .contains("start.requirements.vcpus")
        .contains("start.restart")
        .contains("start.storage")
        .contains("start.networking")
        .contains("start.ciao.epoch")
        .contains("start.ciao.objects[0]");
  }

  @Test
  void saysWhenTheRootKeyIsMissing() {
    assertThat(Delete.parse(Bytes.utf8("{\"start\":{}}")).toString())
        .contains("key delete is missing");
    assertThat(Start.parse(Bytes.utf8("a: b\n")).toString()).contains("start:");
    assertThat(Ready.parse(Bytes.EMPTY)).isInstanceOf(Corrupt.class);
  }

  @Test
  void refusesTheSameKeyTwice() {
    assertThat(Ready.parse(Bytes.utf8("{\"hostname\":\"a\",\"hostname\":\"b\"}")))
        .isInstanceOf(Corrupt.class);
    assertThat(Ready.parse(Bytes.utf8("hostname: a\nhostname: b\n"))).isInstanceOf(Corrupt.class);
  }

  @Test
  void refusesBottomlessNesting() {
    assertThat(Ready.parse(Bytes.utf8("{\"a\":" + "[".repeat(100_000))))
        .isInstanceOf(Corrupt.class);
    assertThat(Ready.parse(Bytes.utf8("a: " + "[".repeat(10_000)))).isInstanceOf(Corrupt.class);
  }

  @Test
  void neverThrowsForWhatAPeerSends() {
    var seed = 7L;
    var random = new SplittableRandom(seed);
    var samples =
        List.of(
            ORIGINAL_START.getBytes(StandardCharsets.UTF_8),
            ciaoStart().toBytes().toByteArray(),
            new StartPayload(ciaoStart(), "#c\na: b\n", "{}").toBytes().toByteArray());
    for (var i = 0; i < Seeds.cases(6_000); i++) {
      var bytes = samples.get(i % samples.size()).clone();
      for (var changes = random.nextInt(1, 6); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Start.parse(Bytes.wrap(bytes));
      Ready.parse(Bytes.wrap(bytes));
    }
  }

  private static <T> T parsed(Function<Bytes, PayloadResult<T>> parser, String text) {
    return switch (parser.apply(Bytes.utf8(text))) {
      case Parsed<T>(var value) -> value;
      case Corrupt<T>(var problem) -> throw new AssertionError(problem + " in " + text);
    };
  }
}
