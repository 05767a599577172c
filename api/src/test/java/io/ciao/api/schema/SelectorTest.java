package io.ciao.api.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|true",
        "metadata.name=w1|true",
        "metadata.name==w1|true",
        "metadata.name!=w1|false",
        "metadata.name=w2|false",
        "metadata.namespace=default,metadata.name=w1|true",
        "metadata.namespace=default,metadata.name=w2|false",
        "spec.nodeName=|true",
        "spec.nodeName=n1|false",
        "spec.nodeName!=n1|true",
        "spec.nodeNames=a|true",
        "spec.nodeNames=b|true",
        "spec.nodeNames=c|false",
        "spec.nodeNames!=c|true",
        "spec.nodeNames!=a|false",
        "spec.replicas=3|true"
      })
  void fieldSelectorsLookAtTheObject(String selector, boolean matches) {
    var object = TestKind.widget("nodeNames: [a, b], replicas: 3");
    assertThat(FieldSelector.parse(selector, TestKind.WIDGET).matches(object)).isEqualTo(matches);
  }

  @Test
  void fieldSelectorsTakeEscapes() {
    var object = TestKind.widget("nodeName: 'a,b=c\\d'");
    var selector =
        FieldSelector.parse("spec.nodeName=a\\,b\\=c\\\\d,metadata.name=w1", TestKind.WIDGET);
    assertThat(selector.matches(object)).isTrue();
    assertThat(selector.requiredValue("spec.nodeName")).contains("a,b=c\\d");
    assertThat(selector.requiredValue("spec.nodeNames")).isEmpty();
    assertThat(FieldSelector.parse("", TestKind.WIDGET).isEmpty()).isTrue();
  }

  @Test
  void fieldSelectorsSayWhatIsNotSupported() {
    assertThatThrownBy(() -> FieldSelector.parse("status.phase=x", TestKind.WIDGET))
        .isInstanceOf(SelectorException.class)
        .hasMessage("field label not supported: status.phase");
    assertThatThrownBy(() -> FieldSelector.parse("metadata.name", TestKind.WIDGET))
        .hasMessage(
            "invalid field selector \"metadata.name\": \"metadata.name\" is none of field=value,"
                + " field!=value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|true",
        "app=web|true",
        "app==web|true",
        "app = web|true",
        "app=db|false",
        "app!=db|true",
        "app!=web|false",
        "none!=x|true",
        "app in (web,db)|true",
        "app in (db)|false",
        "app notin (db , mq)|true",
        "app notin (web)|false",
        "none notin (web)|true",
        "none in (web)|false",
        "app|true",
        "none|false",
        "!none|true",
        "! app|false",
        "ciao.io/zone=a,app=web,!none|true",
        "ciao.io/zone=a,app=db|false",
        "empty=|true",
        "empty|true",
        "app in (,web)|true"
      })
  void labelSelectorsLookAtLabels(String selector, boolean matches) {
    var labels = Map.of("app", "web", "ciao.io/zone", "a", "empty", "");
    assertThat(LabelSelector.parse(selector).matches(labels)).isEqualTo(matches);
    var again = LabelSelector.parse(LabelSelector.parse(selector).toString());
    assertThat(again.matches(labels)).isEqualTo(matches);
  }

  @Test
  void labelSelectorsLookAtWholeObjects() {
    var object = TestKind.withMetadata("name: a, labels: {app: web}");
    assertThat(LabelSelector.parse("app=web").matches(object)).isTrue();
    assertThat(LabelSelector.of(Map.of("app", "db")).matches(object)).isFalse();
    assertThat(LabelSelector.parse("app").matches(TestKind.withMetadata("name: a"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b|expected a comma at position 2",
        "a=b=c|expected a comma at position 3",
        "a in b|expected ( and a list of values at position 5",
        "a in (b|expected ) at position 7",
        "=b|the label key \"\": name part must not be empty",
        "a=-b|the label value \"-b\": must consist of letters",
        "a/b/c=d|the label key \"a/b/c\": name part must consist of"
      })
  void labelSelectorsSayWhatIsWrong(String selector, String problem) {
    assertThatThrownBy(() -> LabelSelector.parse(selector))
        .isInstanceOf(SelectorException.class)
        .hasMessageStartingWith("unable to parse label selector \"" + selector + "\": ")
        .hasMessageContaining(problem);
  }
}
