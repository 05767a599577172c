package io.ciao.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTemplateTest {
  /// The example of the documentation of kubectl's users, with our kinds.
  private static final ObjectNode LIST =
      tree(
          """
          kind: List
          items:
          - kind: Node
            metadata: {name: cn1, labels: {a.b/c: x, plain: z}}
            status: {capacity: {vcpus: 4}, addresses: [{type: A, address: 127.0.0.1}]}
          - kind: Node
            metadata: {name: cn2}
            status: {capacity: {vcpus: 8}, addresses: [{type: A, address: 127.0.0.2}, {type: B, address: other}]}
          users:
          - {name: myself, user: {}}
          - {name: e2e, user: {username: admin, password: secret}}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "kind is {.kind}                                    | kind is List",
        "{['kind']}                                         | List",
        "{.users[0].name}                                   | myself",
        "{.users[-1].name}                                  | e2e",
        "{$.kind}{@.kind}                                   | ListList",
        "{.items[*].metadata.name}                          | cn1 cn2",
        "{.items[0:1].metadata.name}                        | cn1",
        "{.items[1:].metadata.name}                         | cn2",
        "{.items[:-1].metadata.name}                        | cn1",
        "{.items[0,1].metadata.name}                        | cn1 cn2",
        "{.items[*]['metadata.name', 'status.capacity']}    | cn1 {\"vcpus\":4} cn2 {\"vcpus\":8}",
        "{.users[?(@.name==\"e2e\")].user.password}         | secret",
        "{.users[?(@.name!='e2e')].name}                    | myself",
        "{.users[?(@.user.password)].name}                  | e2e",
        "{.items[?(@.status.capacity.vcpus>4)].metadata.name} | cn2",
        "{.items[?(@.status.capacity.vcpus<=4)].metadata.name} | cn1",
        "{..address}                                        | 127.0.0.1 127.0.0.2 other",
        "{.items[0].metadata.labels['a.b/c']}               | x",
        "{.items[0].metadata.labels['a\\.b/c']}             | x",
        "{.items[0].metadata.labels.a\\.b/c}                | x",
        "{.items[0].metadata.labels.*}                      | x z",
        "{.items[0].status.addresses}                       |"
            + " [{\"type\":\"A\",\"address\":\"127.0.0.1\"}]",
        "{.nothing.at.all}!                                 | !",
        "{range .items[*]}<{.metadata.name}{'}'}>{end}      | <cn1}><cn2}>",
        "{range .items[*]}{range .status.addresses[*]}{.type}{end};{end} | A;AB;",
        "{range .items[*]}{$.kind}{end}                     | ListList",
        ".kind                                              | List",
      })
  void rendersWhatKubectlRenders(String template, String text) {
    assertThat(JsonPathTemplate.parse(template).render(LIST)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"\\n\"}", "{'\\n'}"})
  void readsEscapesInQuotedText(String template) {
    assertThat(JsonPathTemplate.parse(template).render(LIST)).isEqualTo("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{.a",
        "{range .a}x",
        "x{end}",
        "{.a[}",
        "{.a[?(@.b==c)]}",
        "{.a[x]}",
        "{a}",
        "{\"a}",
        "{.a..}x{.[}",
      })
  void refusesWhatItDoesNotUnderstand(String template) {
    assertThatIllegalArgumentException().isThrownBy(() -> JsonPathTemplate.parse(template));
  }

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
