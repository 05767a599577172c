package io.ciao.apiserver.admission;

import static io.ciao.apiserver.admission.AdmissionWorld.problems;
import static io.ciao.apiserver.admission.AdmissionWorld.refused;
import static io.ciao.apiserver.admission.AdmissionWorld.team;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InstanceSetAdmissionTest {
  private static final String KIND = "InstanceSet";
  private static final String TEMPLATE = "template: {spec: {image: i}}";

  private final AdmissionWorld world = new AdmissionWorld();

  private Draft set(String spec) {
    return world.create(KIND, team("s", "spec: {" + spec + "}"));
  }

  @Test
  void itsInstancesBelongToIt() {
    String template = "template: {metadata: {labels: {app: web, tier: %s}}, spec: {image: i}}";
    String selector = "selector: {matchLabels: {app: web, tier: front}}, ";

    assertThat(refused(set(selector + template.formatted("front")))).isEmpty();
    assertThat(problems(set(selector + template.formatted("back"))))
        .singleElement()
        .asString()
        .contains("spec.template.metadata.labels", "it lacks tier: front");
    assertThat(refused(set("selector: {}, " + TEMPLATE)))
        .containsExactly("spec.selector.matchLabels");
    assertThat(refused(set(TEMPLATE))).isEmpty();
    assertThat(
            refused(
                set(
                    "template: {metadata: {labels: {ciao.io/template-hash: x}},"
                        + " spec: {image: i}}")))
        .containsExactly("spec.template.metadata.labels");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, ''",
    "0, 1, ''",
    "25%, 0, ''",
    "0, 0, maxUnavailable",
    "0%, 0, maxUnavailable",
    "x, 1, maxSurge",
    "1, -1, maxUnavailable"
  })
  void itsLimitsLetAnUpdateGoOn(String surge, String unavailable, String refused) {
    String update = "update: {maxSurge: '" + surge + "', maxUnavailable: '" + unavailable + "'}, ";

    assertThat(refused(set(update + TEMPLATE)))
        .isEqualTo(refused.isEmpty() ? List.of() : List.of("spec.update." + refused));
  }

  @Test
  void itsTemplateHas256KibibytesAtMost() {
    int frame = "{'spec':{'image':'i','note':''}}".length();
    String most = "x".repeat((256 << 10) - frame);
    String template = "template: {spec: {image: i, note: %s}}";

    assertThat(refused(set(template.formatted(most)))).isEmpty();
    assertThat(refused(set(template.formatted(most + "x")))).containsExactly("spec.template");
  }

  @Test
  void itsTemplateNamesSomethingToRunAndWhatIsThere() {
    assertThat(refused(set("template: {spec: {}}"))).containsExactly("spec.template.spec.image");
    String whole = "template: {spec: {workload: w, image: i, sshKeys: [k], network: {name: blue}}}";
    assertThat(set(whole).warnings())
        .extracting(warning -> warning.substring(0, warning.indexOf(':')))
        .containsExactly(
            "spec.template.spec.workload",
            "spec.template.spec.image",
            "spec.template.spec.sshKeys",
            "spec.template.spec.network.name");
    assertThat(set("template: {spec: {workload: w}}").warnings())
        .hasSize(2)
        .last()
        .asString()
        .contains("tenantnetwork \"default\"");

    world.put("Workload", team("w", "spec: {}"));
    world.put("Image", team("i", "spec: {}"));
    world.put("SSHKey", team("k", "spec: {}"));
    world.put("TenantNetwork", team("blue", "spec: {}"));
    assertThat(set(whole).warnings()).isEmpty();
  }

  @Test
  void itsInstancesHaveNoOneAddress() {
    String template =
        "template: {spec: {image: i, securityGroups: [g], network: {address: 10.1.0.2}}}";
    assertThat(refused(set(template))).containsExactly("spec.template.spec.network.address");
    assertThat(set(template).warnings())
        .anyMatch(warning -> warning.startsWith("spec.template.spec.securityGroups: "));
  }

  @Test
  void aChangeOfTheSpecAloneIsJudged() {
    String bad = team("s", "spec: {template: {spec: {}}}");

    assertThat(refused(world.update(KIND, bad, bad))).isEmpty();
    assertThat(refused(world.update(KIND, team("s", "spec: {" + TEMPLATE + "}"), bad)))
        .containsExactly("spec.template.spec.image");
  }

  @Test
  void itsTemplatesPriorityIsThatOfAClass() {
    assertThat(set("template: {spec: {image: i, priorityClassName: none}}").warnings())
        .anyMatch(warning -> warning.startsWith("spec.template.spec.priorityClassName: "));
    assertThat(refused(set("template: {spec: {image: i, priority: 7}}")))
        .containsExactly("spec.template.spec.priority");
  }
}
