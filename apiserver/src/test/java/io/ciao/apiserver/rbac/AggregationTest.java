package io.ciao.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AggregationTest {
  private static ObjectNode part(String name, String label, String verb) {
    return RoleWorld.tree(
        "metadata: {name: %s, labels: {to: %s}}\nrules: [{verbs: [%s]}, {verbs: [same]}]"
            .formatted(name, label, verb));
  }

  private static ObjectNode whole(String selectors) {
    return RoleWorld.tree(
        "metadata: {name: whole, labels: {to: a}}\nrules: [{verbs: [old]}]\n"
            + "aggregationRule: {clusterRoleSelectors: "
            + selectors
            + "}");
  }

  @Test
  void unitesTheRulesOfWhatItSelectsEachOnce() {
    ObjectNode whole =
        whole(
            "[{matchLabels: {to: a}}, {matchExpressions: [{key: to, operator: In,"
                + " values: [b]}]}]");
    List<ObjectNode> all =
        List.of(part("one", "a", "get"), part("two", "b", "list"), part("no", "c", "watch"), whole);

    assertThat(Aggregation.rules(whole, all).findValuesAsText("verbs").size()).isEqualTo(3);
    assertThat(Aggregation.rules(whole, all).toString())
        .isEqualTo("[{\"verbs\":[\"get\"]},{\"verbs\":[\"same\"]},{\"verbs\":[\"list\"]}]");
  }

  @Test
  void selectsNothingByASelectorThatMeansNothing() {
    ObjectNode whole = whole("[{matchExpressions: [{key: to, operator: Near}]}]");

    assertThat(Aggregation.rules(whole, List.of(part("one", "a", "get")))).isEmpty();
  }

  @Test
  void isNoneWithoutSelectors() {
    assertThat(Aggregation.isAggregated(part("one", "a", "get"))).isFalse();
    assertThat(Aggregation.isAggregated(whole("[]"))).isTrue();
  }
}
