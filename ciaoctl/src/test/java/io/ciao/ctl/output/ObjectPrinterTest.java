package io.ciao.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.output.ObjectPrinter.Output;
import io.ciao.ctl.output.ObjectPrinter.TableOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectPrinterTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  private static final ObjectNode WEB =
      tree(
          """
          apiVersion: ciao.io/v1
          kind: Instance
          metadata: {name: web, namespace: acme}
          spec: {workload: tiny-vm}
          status:
            binding: {nodeName: cn1}
            network: {address: 172.16.0.2}
            ssh: {host: 198.18.0.100, port: 33002}
            conditions:
            - {type: Ready, status: "True", reason: Running}
          """);

  @Test
  void printsTheColumnsOfTheKind() {
    assertThat(list(Output.TABLE, false).lines().map(l -> l.replaceAll(" +", " ")))
        .containsExactly(
            "NAME RUNTIME READY STATUS NODE ADDRESS AGE", "web - True Running cn1 172.16.0.2 -");
  }

  @Test
  void printsEvenMoreColumnsWhenWide() {
    assertThat(list(Output.WIDE, false))
        .contains("SSH", "VCPUS", "MEMORY", "198.18.0.100:33002", "tiny-vm");
  }

  @Test
  void beginsRowsWithTheTenantWhereSeveralAreShown() {
    assertThat(list(Output.TABLE, true).lines()).first().asString().startsWith("TENANT   NAME");
    assertThat(list(Output.TABLE, true).lines()).element(1).asString().startsWith("acme     web");
  }

  @Test
  void printsListsThatAreReadBackAsOneObject() {
    var yaml = ObjectReader.readOne(list(Output.YAML, false).getBytes(StandardCharsets.UTF_8));
    var json = ObjectReader.readOne(list(Output.JSON, false).getBytes(StandardCharsets.UTF_8));

    assertThat(yaml).isEqualTo(json);
    assertThat(yaml.path("kind").asText()).isEqualTo("List");
    assertThat(yaml.path("items").path(0).path("metadata").path("name").asText()).isEqualTo("web");
  }

  @Test
  void namesObjectsAsKubectlDoes() {
    assertThat(list(Output.NAME, false)).isEqualTo("instance.ciao.io/web\n");
  }

  private static String list(Output output, boolean withNamespace) {
    var bytes = new ByteArrayOutputStream();
    new ObjectPrinter(output, KINDS.require("Instance"), TableOptions.namespace(withNamespace))
        .printList(new PrintStream(bytes, true, StandardCharsets.UTF_8), List.of(WEB));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
