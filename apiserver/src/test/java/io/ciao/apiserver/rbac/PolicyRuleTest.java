package io.ciao.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.auth.Attributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyRuleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          verbs: [get], apiGroups: [ciao.io], resources: [instances] | get ciao.io instances web | yes
          verbs: [get], apiGroups: [ciao.io], resources: [instances] | list ciao.io instances web | no
          verbs: [get], apiGroups: [ciao.io], resources: [instances] | get core instances web | no
          verbs: [get], apiGroups: [''], resources: [secrets] | get core secrets a | yes
          verbs: [get], apiGroups: [ciao.io], resources: [instances] | get ciao.io instances/log web | no
          verbs: [get], apiGroups: [ciao.io], resources: [instances/log] | get ciao.io instances/log web | yes
          verbs: [get], apiGroups: [ciao.io], resources: ['*/log'] | get ciao.io instances/log web | yes
          verbs: [get], apiGroups: [ciao.io], resources: ['*/log'] | get ciao.io instances web | no
          verbs: [get], apiGroups: [ciao.io], resources: ['*'] | get ciao.io instances/log web | yes
          verbs: [create], apiGroups: [ciao.io], resources: [instances] | create ciao.io instances:bind - | no
          verbs: [create], apiGroups: [ciao.io], resources: ['instances:bind'] | create ciao.io instances:bind - | yes
          verbs: ['*'], apiGroups: ['*'], resources: ['*'] | escalate x y z | yes
          verbs: [get], apiGroups: ['*'], resources: [a], resourceNames: [web] | get ciao.io a web | yes
          verbs: [get], apiGroups: ['*'], resources: [a], resourceNames: [web] | get ciao.io a other | no
          verbs: [list], apiGroups: ['*'], resources: [a], resourceNames: [web] | list ciao.io a - | no
          verbs: [get], nonResourceURLs: [/metrics] | get ciao.io metrics - | no
          """)
  void permitsWhatItNames(String rule, String wanted, String expected) {
    String[] words = wanted.strip().split(" ");
    String[] resource = words[2].split("/", 2);
    Attributes attributes =
        new Attributes.OfResource(
            words[0],
            words[1].equals("core") ? "" : words[1],
            resource[0],
            resource.length > 1 ? resource[1] : "",
            "team",
            words[3].equals("-") ? "" : words[3]);

    assertThat(rule(rule).permits(attributes)).isEqualTo(expected.equals("yes"));
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics, /metrics, true",
    "/metrics, /metrics/x, false",
    "/openapi/*, /openapi/v3, true",
    "/openapi/*, /openapi, false",
    "*, /anything, true"
  })
  void permitsPathsAndWhatBeginsLikeOne(String own, String path, boolean expected) {
    PolicyRule rule = rule("verbs: [get], nonResourceURLs: ['" + own + "']");

    assertThat(rule.permits(new Attributes.OfPath("get", path))).isEqualTo(expected);
    assertThat(rule.permits(new Attributes.OfPath("post", path))).isFalse();
  }

  @Test
  void takesItselfApartIntoWhatItCovers() {
    PolicyRule rule =
        rule(
            "verbs: [get, list], apiGroups: ['', ciao.io], resources: [a, b/c], resourceNames: [x,"
                + " y]");

    List<PolicyRule> parts = rule.parts();

    assertThat(parts).hasSize(16).allMatch(rule::covers);
    assertThat(rule("verbs: [get], nonResourceURLs: [/a, /b/*]").parts()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          verbs: ['*'], apiGroups: ['*'], resources: ['*'] | verbs: ['*'], apiGroups: ['*'], resources: ['*'] | yes
          verbs: [get, list], apiGroups: ['*'], resources: ['*'] | verbs: ['*'], apiGroups: ['*'], resources: ['*'] | no
          verbs: [get], apiGroups: [a], resources: ['*'] | verbs: [get], apiGroups: [a], resources: [x/y] | yes
          verbs: [get], apiGroups: [a], resources: ['*/y'] | verbs: [get], apiGroups: [a], resources: [x/y] | yes
          verbs: [get], apiGroups: [a], resources: [x] | verbs: [get], apiGroups: [a], resources: [x/y] | no
          verbs: [get], apiGroups: [a], resources: [x] | verbs: [get], apiGroups: [a], resources: ['*'] | no
          verbs: [get], apiGroups: [a], resources: [x], resourceNames: [n] | verbs: [get], apiGroups: [a], resources: [x] | no
          verbs: [get], apiGroups: [a], resources: [x] | verbs: [get], apiGroups: [a], resources: [x], resourceNames: [n] | yes
          verbs: [get], nonResourceURLs: [/a/*] | verbs: [get], nonResourceURLs: [/a/b] | yes
          verbs: [get], nonResourceURLs: [/a/b] | verbs: [get], nonResourceURLs: [/a/*] | no
          """)
  void coversNoMoreThanItPermits(String own, String wanted, String expected) {
    List<PolicyRule> missing = Escalation.missing(List.of(rule(own)), List.of(rule(wanted)));

    assertThat(missing.isEmpty()).isEqualTo(expected.equals("yes"));
  }

  static PolicyRule rule(String fields) {
    return PolicyRule.of(RoleWorld.tree("rules: [{" + fields.strip() + "}]")).getFirst();
  }
}
