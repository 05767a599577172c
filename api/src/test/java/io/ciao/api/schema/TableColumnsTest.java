package io.ciao.api.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Paths, ages and rows.
class TableColumnsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void columnsBeginWithTheName() {
    var definitions = TableColumns.of(TestKind.WIDGET).definitions();
    assertThat(definitions)
        .extracting(column -> column.get("name").asText())
        .containsExactly("Name", "Ready", "Replicas", "Nodes", "On", "Age");
    assertThat(Json.writeText(definitions.get(3)))
        .isEqualTo(
            "{\"name\":\"Nodes\",\"type\":\"string\",\"format\":\"\",\"description\":\"\",\"priority\":1}");
    assertThat(definitions.get(5).get("type").asText()).isEqualTo("string");
  }

  @Test
  void rowsShowWhatIsThere() {
    var object =
        TestKind.yaml(
            """
            metadata: {name: w1, creationTimestamp: "2026-11-21T09:55:00Z"}
            spec: {replicas: 3, nodeNames: [a, b], 'on': no}
            status: {conditions: [{type: Other, status: "False"}, {type: Ready, status: "True"}]}
            """);
    assertThat(Json.writeText(TableColumns.of(TestKind.WIDGET).cells(object, NOW)))
        .isEqualTo("[\"w1\",\"True\",3,\"a,b\",false,\"5m\"]");
  }

  @Test
  void entriesAreCounted() {
    var kinds = KindRegistry.load();
    var map = Json.object();
    map.putObject("metadata").put("name", "m");
    map.putObject("data").put("a", "1").put("b", "2");
    map.putObject("binaryData").put("c", "");

    assertThat(TableColumns.of(kinds.require("ConfigMap")).cells(map, NOW).get(1).asLong())
        .isEqualTo(3);
    map.remove(List.of("data", "binaryData"));
    assertThat(TableColumns.of(kinds.require("ConfigMap")).cells(map, NOW).get(1).asLong())
        .isZero();
  }

  private static String row(String kind, String yaml) {
    var definition = KindRegistry.load().require(kind);
    return Json.writeText(TableColumns.of(definition).cells(TestKind.yaml(yaml), NOW));
  }

  @Test
  void instanceSaysWhatItIsBeforeAndAfterItsWorkloadIsKnown() {
    assertThat(row("Instance", "metadata: {name: web}\nspec: {runtime: vm}\n"))
        .startsWith("[\"web\",\"vm\",");
    assertThat(
            row(
                "Instance",
                """
                metadata: {name: web}
                spec: {workload: w}
                status:
                  ssh: {host: 198.18.0.2, port: 33002}
                  resolved: {workload: {spec: {runtime: container, resources: {vcpus: 2, memory: 64Mi}}}}
                """))
        .startsWith("[\"web\",\"container\",")
        .contains("\"198.18.0.2:33002\"", ",2,\"64Mi\",");
  }

  @Test
  void networkCountsItsSubnets() {
    var network =
        """
        metadata: {name: default}
        spec: {cidr: 172.16.0.0/16, topology: hub}
        status: {subnets: [{cidr: 172.16.0.0/24}, {cidr: 172.16.1.0/24}]}
        """;

    assertThat(row("TenantNetwork", network))
        .startsWith("[\"default\",\"172.16.0.0/16\",\"hub\",2,\"172.16.0.0/24,172.16.1.0/24\",");
    assertThat(row("TenantNetwork", "metadata: {name: new}\nspec: {}\n"))
        .startsWith("[\"new\",null,null,0,null,");
  }

  @Test
  void concentratorShowsWhoServesAndTheAddressThatItHas() {
    var concentrator =
        """
        metadata: {name: c}
        spec: {subnet: 172.16.0.0/24, vni: 4096, nodeNames: [nn1, nn2], outsideAddress: 198.18.0.2/24}
        """;

    assertThat(row("Concentrator", concentrator))
        .contains("4096,null,\"nn1,nn2\",\"198.18.0.2/24\"");
    assertThat(
            row(
                "Concentrator",
                concentrator
                    + "status: {active: {nodeName: nn2}, outsideAddress: 198.18.0.9/24}\n"))
        .contains("4096,\"nn2\",\"nn1,nn2\",\"198.18.0.9/24\"");
  }

  @Test
  void externalIpTellsWhereItLeadsFromWhereItShould() {
    assertThat(
            row(
                "ExternalIP",
                """
                metadata: {name: e}
                spec: {pool: public, instance: web}
                status: {address: 198.51.100.7, mapping: {instanceName: old}}
                """))
        .contains("\"198.51.100.7\",\"web\",\"old\",\"public\"");
  }

  @Test
  void quotaShowsWhatIsUsedOfWhat() {
    assertThat(
            row(
                "Quota",
                """
                metadata: {name: q}
                spec: {limits: {instances: 20, memory: 64Gi}}
                status: {used: {instances: 3, vcpus: 4, memory: 320Mi}}
                """))
        .startsWith("[\"q\",\"3/20\",\"4\",\"320Mi/64Gi\",");
  }

  @Test
  void keyIsToldByTypeFingerprintAndComment() {
    var key = "AAAAC3NzaC1lZDI1NTE5AAAAIB3kVzcqQJ8iIvpy4YqRgN1mfmN0F0Yt0VvB6wVnBfVq";
    assertThat(
            row(
                "SSHKey",
                "metadata: {name: k}\nspec: {publicKey: 'ssh-ed25519 " + key + " me@home pc'}\n"))
        .startsWith("[\"k\",\"ssh-ed25519\",\"SHA256:")
        .contains("\"me@home pc\"");
    assertThat(row("SSHKey", "metadata: {name: k}\nspec: {publicKey: ssh-rsa}\n"))
        .startsWith("[\"k\",\"ssh-rsa\",\"\",\"\"");
  }

  @Test
  void whatIsAbsentIsNull() {
    var object = TestKind.yaml("metadata: {name: w1, creationTimestamp: soon}");
    assertThat(Json.writeText(TableColumns.of(TestKind.WIDGET).cells(object, NOW)))
        .isEqualTo("[\"w1\",null,null,null,null,\"<invalid>\"]");
  }

  @Test
  void kindsWithoutColumnsShowNameAndAge() {
    var crd =
        TestKind.crd()
            .replaceAll("(?m)^ +- \\{name: .*, jsonPath: .*\\}\n", "")
            .replace("    additionalPrinterColumns:\n", "");
    assertThat(TableColumns.of(TestKind.registry(crd).require("Widget")).columns())
        .extracting(PrinterColumn::name)
        .containsExactly("Name", "Age");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "-1,0s",
    "-2,<invalid>",
    "1,1s",
    "119,119s",
    "120,2m",
    "125,2m5s",
    "599,9m59s",
    "600,10m",
    "10799,179m",
    "10800,3h",
    "11160,3h6m",
    "28799,7h59m",
    "28800,8h",
    "172799,47h",
    "172800,2d",
    "176400,2d1h",
    "691199,7d23h",
    "691200,8d",
    "63071999,729d",
    "63072000,2y",
    "63158400,2y1d",
    "252287999,7y364d",
    "252288000,8y"
  })
  void agesAreShort(long seconds, String text) {
    assertThat(Ages.format(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ".a.b|[1]",
        ".list[0].x|[7]",
        ".list[-1].x|[8]",
        ".list[*].x|[7,8]",
        ".list[?(@.x==8)].y|[\"z\"]",
        ".list[?(@.y==\"z\")].x|[8]",
        ".list[?(@.y=='z')].x|[8]",
        ".list[?(@.y==\"a]b\")].x|[]",
        ".map['k.e/y']|[3]",
        ".map.k\\.e/y|[3]",
        ".none.x|[]",
        ".list[9]|[]",
        ".a.b.c|[]"
      })
  void pathsFindValues(String path, String found) {
    var tree = TestKind.yaml("a: {b: 1}\nlist: [{x: 7}, {x: 8, 'y': z}]\nmap: {k.e/y: 3}\n");
    assertThat(JsonPath.parse(path).find(tree)).hasToString(found.replace(",", ", "));
    assertThat(JsonPath.parse(path)).hasToString(path).isEqualTo(JsonPath.parse(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", ".", ".a[", ".a[x]", ".a..b", ".a[?(@.x)]", "{.a}"})
  void pathsSayWhatIsNotUnderstood(String path) {
    assertThatThrownBy(() -> JsonPath.parse(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("path \"" + path + "\", position ");
  }
}
