package io.ciao.ssntp.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.ClusterConfiguration.CnciDefaults;
import io.ciao.ssntp.payload.ClusterConfiguration.Controller;
import io.ciao.ssntp.payload.ClusterConfiguration.Launcher;
import io.ciao.ssntp.payload.ClusterConfiguration.Tls;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.RefreshCnci.Cnci;
import io.ciao.ssntp.payload.TenantEvent.Agent;
import io.ciao.ssntp.payload.TenantEvent.Tenant;
import io.ciao.ssntp.payload.TraceReport.Node;
import io.ciao.ssntp.payload.TraceReport.TracedFrame;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The payloads that ciao's own peers add nothing to, as the original's YAML library writes them.
class OriginalPayloadsTest {

  private static final String INSTANCE = "3390740c-dce9-48d6-b83a-a717417072ce";
  private static final String NODE = "59460b8a-5f53-4e3e-b5ce-b71fed8c7e64";
  private static final String CNCI = "ad0d4a1c-1e4c-4b1b-8a5b-5d4f1f0e7d11";
  private static final String VOLUME = "69e84267-ed01-4738-b15f-b47de06b62e7";
  private static final PublicIp ADDRESS =
      new PublicIp(CNCI, "tenant", INSTANCE, "198.51.100.7", "172.16.0.2", "02:00:ac:10:00:02");
  private static final String ADDRESS_KEYS =
      """
        concentrator_uuid: ad0d4a1c-1e4c-4b1b-8a5b-5d4f1f0e7d11
        tenant_uuid: tenant
        instance_uuid: 3390740c-dce9-48d6-b83a-a717417072ce
        public_ip: 198.51.100.7
        private_ip: 172.16.0.2
        vnic_mac: 02:00:ac:10:00:02
      """;

  /// A payload in both forms.
  ///
  /// @param text as the original writes it
  /// @param bytes as ciao writes it
  record Sample<T>(T value, String text, Bytes bytes, Function<Bytes, PayloadResult<T>> parser) {
    @Override
    public String toString() {
      return value.toString();
    }
  }

  static Stream<Sample<?>> samples() {
    return Stream.of(nodeCommands(), addressCommands(), events(), errors())
        .flatMap(Function.identity());
  }

  private static Stream<Sample<?>> nodeCommands() {
    var evacuate = new NodeCommand(NodeCommand.Sort.EVACUATE, NODE);
    var restore = new NodeCommand(NodeCommand.Sort.RESTORE, NODE);
    var attach = new AttachVolume(INSTANCE, VOLUME, NODE);
    return Stream.of(
        new Sample<>(
            evacuate,
            "evacuate:\n  workload_agent_uuid: " + NODE + "\n",
            evacuate.toBytes(),
            bytes -> NodeCommand.parse(NodeCommand.Sort.EVACUATE, bytes)),
        new Sample<>(
            restore,
            "restore:\n  workload_agent_uuid: " + NODE + "\n",
            restore.toBytes(),
            bytes -> NodeCommand.parse(NodeCommand.Sort.RESTORE, bytes)),
        new Sample<>(
            attach,
            """
            attach_volume:
              instance_uuid: 3390740c-dce9-48d6-b83a-a717417072ce
              volume_uuid: 69e84267-ed01-4738-b15f-b47de06b62e7
              workload_agent_uuid: 59460b8a-5f53-4e3e-b5ce-b71fed8c7e64
            """,
            attach.toBytes(),
            AttachVolume::parse));
  }

  private static Stream<Sample<?>> addressCommands() {
    var assign = new PublicIpCommand(PublicIpCommand.Sort.ASSIGN, ADDRESS);
    var release = new PublicIpCommand(PublicIpCommand.Sort.RELEASE, ADDRESS);
    var refresh =
        new RefreshCnci(
            CNCI,
            List.of(
                new Cnci("198.18.0.2", "172.16.0.0/24", "192.168.0.1", 0xfee1_900d),
                new Cnci("198.18.0.3", "172.16.1.0/24", "192.168.0.2", 7)));
    return Stream.of(
        new Sample<>(
            assign,
            "assign_public_ip:\n" + ADDRESS_KEYS,
            assign.toBytes(),
            bytes -> PublicIpCommand.parse(PublicIpCommand.Sort.ASSIGN, bytes)),
        new Sample<>(
            release,
            "release_public_ip:\n" + ADDRESS_KEYS,
            release.toBytes(),
            bytes -> PublicIpCommand.parse(PublicIpCommand.Sort.RELEASE, bytes)),
        new Sample<>(
            refresh,
            """
            cnci_refresh:
              cnci_uuid: ad0d4a1c-1e4c-4b1b-8a5b-5d4f1f0e7d11
              cncis:
              - physical_ip: 198.18.0.2
                subnet: 172.16.0.0/24
                tunnel_ip: 192.168.0.1
                tunnel_id: 4276195341
              - physical_ip: 198.18.0.3
                subnet: 172.16.1.0/24
                tunnel_ip: 192.168.0.2
                tunnel_id: 7
            """,
            refresh.toBytes(),
            RefreshCnci::parse));
  }

  private static Stream<Sample<?>> events() {
    var added =
        new TenantEvent(
            TenantEvent.Sort.ADDED,
            new Agent(NODE, "198.18.0.4"),
            new Tenant("tenant", "192.168.8.0/21", 0x0008_a8c0),
            CNCI,
            "198.18.0.2");
    var assigned =
        new PublicIpEvent(
            PublicIpEvent.Sort.ASSIGNED, CNCI, INSTANCE, "198.51.100.7", "172.16.0.2");
    var concentrator = new ConcentratorInstanceAdded(CNCI, "", "198.18.0.2", "02:00:c6:12:00:02");
    var node = new NodeEvent(NodeEvent.Sort.DISCONNECTED, NODE, NodeEvent.NETWORK_NODE);
    return Stream.of(
        new Sample<>(
            added,
            """
            tenant_added:
              agent_uuid: 59460b8a-5f53-4e3e-b5ce-b71fed8c7e64
              agent_ip: 198.18.0.4
              tenant_uuid: tenant
              tenant_subnet: 192.168.8.0/21
              concentrator_uuid: ad0d4a1c-1e4c-4b1b-8a5b-5d4f1f0e7d11
              concentrator_ip: 198.18.0.2
              subnet_key: 567488
            """,
            added.toBytes(),
            bytes -> TenantEvent.parse(TenantEvent.Sort.ADDED, bytes)),
        new Sample<>(
            assigned,
            """
            public_ip_assigned:
              concentrator_uuid: ad0d4a1c-1e4c-4b1b-8a5b-5d4f1f0e7d11
              instance_uuid: 3390740c-dce9-48d6-b83a-a717417072ce
              public_ip: 198.51.100.7
              private_ip: 172.16.0.2
            """,
            assigned.toBytes(),
            bytes -> PublicIpEvent.parse(PublicIpEvent.Sort.ASSIGNED, bytes)),
        new Sample<>(
            concentrator,
            """
            concentrator_instance_added:
              instance_uuid: ad0d4a1c-1e4c-4b1b-8a5b-5d4f1f0e7d11
              tenant_uuid: ""
              concentrator_ip: 198.18.0.2
              concentrator_mac: 02:00:c6:12:00:02
            """,
            concentrator.toBytes(),
            ConcentratorInstanceAdded::parse),
        new Sample<>(
            node,
            """
            node_disconnected:
              node_uuid: 59460b8a-5f53-4e3e-b5ce-b71fed8c7e64
              node_type: network_node
            """,
            node.toBytes(),
            bytes -> NodeEvent.parse(NodeEvent.Sort.DISCONNECTED, bytes)));
  }

  private static Stream<Sample<?>> errors() {
    var delete = new DeleteFailure(NODE, INSTANCE, "no_instance");
    var attach = new AttachVolumeFailure(NODE, INSTANCE, VOLUME, "already_attached");
    var address = new PublicIpFailure(ADDRESS, "assign_failure");
    return Stream.of(
        new Sample<>(
            delete,
            """
            node_uuid: 59460b8a-5f53-4e3e-b5ce-b71fed8c7e64
            instance_uuid: 3390740c-dce9-48d6-b83a-a717417072ce
            reason: no_instance
            """,
            delete.toBytes(),
            DeleteFailure::parse),
        new Sample<>(
            attach,
            """
            node_uuid: 59460b8a-5f53-4e3e-b5ce-b71fed8c7e64
            instance_uuid: 3390740c-dce9-48d6-b83a-a717417072ce
            volume_uuid: 69e84267-ed01-4738-b15f-b47de06b62e7
            reason: already_attached
            """,
            attach.toBytes(),
            AttachVolumeFailure::parse),
        new Sample<>(
            address,
            ADDRESS_KEYS.replace("  ", "") + "reason: assign_failure\n",
            address.toBytes(),
            PublicIpFailure::parse));
  }

  @ParameterizedTest
  @MethodSource("samples")
  <T> void saysTheSameInTheOriginalsFormAndInOurs(Sample<T> sample) {
    assertThat(sample.parser().apply(Bytes.utf8(sample.text())))
        .isEqualTo(new Parsed<>(sample.value()));
    assertThat(sample.parser().apply(sample.bytes())).isEqualTo(new Parsed<>(sample.value()));
    assertThat(sample.bytes().utf8()).as("our form").startsWith("{").doesNotContain("\n");
  }

  /// The sorts of one record differ by their root key alone.
  @Test
  void rootKeyOfAnotherSortIsNotTaken() {
    assertCorrupt(
        NodeCommand.parse(
            NodeCommand.Sort.RESTORE, new NodeCommand(NodeCommand.Sort.EVACUATE, NODE).toBytes()),
        "key restore is missing");
    assertCorrupt(
        TenantEvent.parse(TenantEvent.Sort.REMOVED, Bytes.utf8("tenant_added: {}")),
        "key tenant_removed is missing");
    assertCorrupt(
        PublicIpEvent.parse(PublicIpEvent.Sort.UNASSIGNED, Bytes.utf8("public_ip_assigned: {}")),
        "key public_ip_unassigned is missing");
    assertCorrupt(
        NodeEvent.parse(NodeEvent.Sort.CONNECTED, Bytes.utf8("node_disconnected: {}")),
        "key node_connected is missing");
  }

  @Test
  void numberOf32BitsIsUnsigned() {
    assertCorrupt(
        RefreshCnci.parse(Bytes.utf8("cnci_refresh: {cncis: [{tunnel_id: 4294967296}]}")),
        "key cnci_refresh.cncis[0].tunnel_id is 4294967296; a whole number is needed");
    assertCorrupt(
        TenantEvent.parse(TenantEvent.Sort.ADDED, Bytes.utf8("tenant_added: {subnet_key: -1}")),
        "key tenant_added.subnet_key is -1; a whole number is needed");
  }

  private static void assertCorrupt(PayloadResult<?> result, String problem) {
    assertThat(result).isEqualTo(new Corrupt<>(problem));
  }

  private static final String CONFIGURATION =
      """
      configure:
        scheduler:
          storage_uri: /etc/ciao/configuration.yaml
        storage:
          ceph_id: ciao
        controller:
          ciao_port: 8890
          compute_ca: /etc/pki/ciao/api.pem
          compute_cert: /etc/pki/ciao/api-key.pem
          cnci_vcpus: 2
          cnci_mem: 512
          cnci_disk: 1024
          admin_ssh_key: ssh-ed25519 AAAA
          client_auth_ca_cert_path: /etc/pki/ciao/auth-CA.pem
          cnci_net: 192.168.128.0
        launcher:
          compute_net: [198.18.0.0/16]
          mgmt_net: [198.19.0.0/16, 10.0.0.0/8]
          disk_limit: false
          mem_limit: false
          child_user: ciao
      """;

  @Test
  void configurationIsReadWholeAndWrittenWhole() {
    var configuration =
        new ClusterConfiguration(
            "/etc/ciao/configuration.yaml",
            "ciao",
            new Controller(
                8890,
                new Tls(
                    "/etc/pki/ciao/api.pem",
                    "/etc/pki/ciao/api-key.pem",
                    "/etc/pki/ciao/auth-CA.pem"),
                new CnciDefaults(2, 512, 1024, "192.168.128.0"),
                "ssh-ed25519 AAAA"),
            new Launcher(
                List.of("198.18.0.0/16"),
                List.of("198.19.0.0/16", "10.0.0.0/8"),
                false,
                false,
                "ciao"));

    assertThat(ClusterConfiguration.parse(Bytes.utf8(CONFIGURATION)))
        .isEqualTo(new Parsed<>(configuration));
    assertThat(ClusterConfiguration.parse(configuration.toBytes()))
        .isEqualTo(new Parsed<>(configuration));
    assertThat(configuration.missing()).isEmpty();
  }

  @Test
  void configurationHasTheOriginalsDefaultsAndNamesWhatIsMissing() {
    var configuration =
        new ClusterConfiguration(
            "",
            "",
            new Controller(
                8889, new Tls("", "", ""), new CnciDefaults(4, 2048, 2048, "192.168.0.0"), ""),
            new Launcher(List.of(), List.of(), true, true, ""));

    assertThat(ClusterConfiguration.parse(Bytes.utf8("configure: {}")))
        .isEqualTo(new Parsed<>(configuration));
    assertThat(configuration.missing())
        .containsExactly(
            "scheduler.storage_uri",
            "controller.compute_ca",
            "controller.compute_cert",
            "controller.client_auth_ca_cert_path");
  }

  @Test
  void traceIsReportedWithItsPathInTheOriginalsWords() {
    var sender = UUID.fromString(NODE);
    var at = Instant.parse("2026-01-02T03:04:05.000000006Z");
    var trace =
        Trace.path(Bytes.utf8("lbl"), at)
            .sentBy(sender, Roles.of(Role.AGENT, Role.NET_AGENT), at)
            .receivedBy(UUID.fromString(CNCI), Roles.of(Role.SCHEDULER), at.plusNanos(1))
            .endedAt(at.plusSeconds(1));
    var stats = TrafficFrame.of(Command.STATS, sender, Bytes.EMPTY);
    var failure = TrafficFrame.of(ErrorCode.DELETE_FAILURE, sender, Bytes.EMPTY);

    var frame = TraceReport.of(stats, trace);
    var report = new TraceReport(List.of(frame, TraceReport.of(failure, trace)));

    assertThat(frame)
        .isEqualTo(
            new TracedFrame(
                "lbl",
                "COMMAND",
                "STATISTICS",
                "2026-01-02T03:04:05.000000006Z",
                "2026-01-02T03:04:06.000000006Z",
                List.of(
                    new Node(NODE, "CNAgent-NetworkingAgent", "2026-01-02T03:04:05.000000006Z", ""),
                    new Node(CNCI, "Scheduler", "", "2026-01-02T03:04:05.000000007Z"))));
    assertThat(report.frames().getLast().operand()).isEqualTo("3");
    assertThat(TraceReport.parse(report.toBytes())).isEqualTo(new Parsed<>(report));
  }

  @Test
  void theWishToFollowAndALineOfTheLogAreReadAsWritten() {
    var wish = new TraceReport(List.of(), TraceExtension.follow(10));
    assertThat(wish.toBytes().utf8())
        .isEqualTo("{\"frames\":[],\"ciao\":{\"follow\":true,\"last\":10}}");
    assertThat(TraceReport.parse(wish.toBytes())).isEqualTo(new Parsed<>(wish));

    var at = Instant.parse("2026-01-02T03:04:05Z");
    var line =
        new TraceReport(
            List.of(TraceReport.crossed(2, 3, at, "l"), TraceReport.crossed(3, 99, at, "")),
            TraceExtension.crossed(new TraceExtension.Crossing("in", "n1", 12, 7)));
    assertThat(line.frames())
        .extracting(TracedFrame::type, TracedFrame::operand, TracedFrame::start)
        .containsExactly(
            tuple("ERROR", "Could not delete instance", "2026-01-02T03:04:05Z"),
            tuple("EVENT", "99", "2026-01-02T03:04:05Z"));
    assertThat(TraceReport.parse(line.toBytes())).isEqualTo(new Parsed<>(line));
  }
}
