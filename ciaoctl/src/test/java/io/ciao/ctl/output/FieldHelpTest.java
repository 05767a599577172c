package io.ciao.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.output.FieldHelp.Depth;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldHelpTest {
  private static final KindDefinition INSTANCE = KindRegistry.load().require("Instance");

  @Test
  void explainsAFieldWithWhatIsBelowIt() {
    assertThat(FieldHelp.of(INSTANCE, List.of("spec", "resources"), Depth.FIELDS))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("KIND:     Instance", "VERSION:  v1", "FIELD: resources <Object>")
                    .contains(
                        "What the instance gets.", "memory\t<Quantity>", "for example 512Mi"));
  }

  @Test
  void saysWhatValuesAFieldMayHave() {
    assertThat(FieldHelp.of(INSTANCE, List.of("spec", "runtime"), Depth.FIELDS).orElseThrow())
        .contains("ONE OF: vm, container", "It cannot be changed");
    assertThat(FieldHelp.of(INSTANCE, List.of("spec", "running"), Depth.FIELDS).orElseThrow())
        .contains("DEFAULT: true");
  }

  @Test
  void saysBehindTheTypeWhatAValueMayBe() {
    var text = FieldHelp.of(INSTANCE, List.of("spec"), Depth.FIELDS).orElseThrow();

    assertThat(text)
        .contains("runtime\t<string>  one of: vm, container")
        .contains("running\t<boolean>  default: true");
  }

  @Test
  void goesThroughTheItemsOfLists() {
    assertThat(FieldHelp.of(INSTANCE, List.of("status", "conditions", "type"), Depth.FIELDS))
        .isPresent();
    assertThat(FieldHelp.of(INSTANCE, List.of("spec", "env"), Depth.FIELDS).orElseThrow())
        .contains("<[]Object>", "name\t<string> -required-");
  }

  @Test
  void showsEveryFieldOnRequest() {
    assertThat(FieldHelp.of(INSTANCE, List.of(), Depth.ALL).orElseThrow())
        .contains("    cloudInit\t<Object>\n      userData\t<string>\n");
  }

  @Test
  void knowsNoFieldThatIsNotThere() {
    assertThat(FieldHelp.of(INSTANCE, List.of("spec", "imgae"), Depth.FIELDS)).isEmpty();
  }
}
