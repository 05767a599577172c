package io.ciao.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.status.Cause;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlacementFieldsTest {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

  private static ObjectNode tree(String placement) {
    return ObjectReader.readOne(
        placement.replace("REQ", REQUIRED).getBytes(StandardCharsets.UTF_8));
  }

  private static List<Cause> problems(String placement) {
    Draft draft =
        new Draft(
            tree("metadata: {name: web}"),
            Identity.known("anna", List.of(), Set.of(), ""),
            Instant.EPOCH);
    PlacementFields.check(draft, "spec.placement", tree(placement));
    return draft.problems();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tolerations: [{operator: Equal, value: v}]|tolerations[0].key|without a key the operator"
            + " must be Exists",
        "tolerations: [{key: k, operator: Exists, value: v}]|tolerations[0].value|the operator"
            + " Exists takes no value",
        "tolerations: [{key: 'a b'}]|tolerations[0].key|\"a b\": name part must consist of",
        "affinity: {nodeAffinity: {REQ: {nodeSelectorTerms: [{matchExpressions: [{key: k, operator:"
            + " In}]}]}}}|affinity.nodeAffinity.REQ.nodeSelectorTerms[0].matchExpressions[0].values|the"
            + " operator In needs one at least",
        "affinity: {nodeAffinity: {REQ: {nodeSelectorTerms: [{matchExpressions: [{key: k, operator:"
            + " Gt, values:"
            + " [x]}]}]}}}|affinity.nodeAffinity.REQ.nodeSelectorTerms[0].matchExpressions[0].values|the"
            + " operator Gt needs one whole number",
        "affinity: {instanceAffinity: {REQ: [{topologyKey: zone, labelSelector: {matchExpressions:"
            + " [{key: k, operator: Exists, values:"
            + " [x]}]}}]}}|affinity.instanceAffinity.REQ[0].labelSelector.matchExpressions[0].values|the"
            + " operator Exists takes none",
        "affinity: {instanceAntiAffinity: {REQ: [{topologyKey:"
            + " '-'}]}}|affinity.instanceAntiAffinity.REQ[0].topologyKey|\"-\": name part must",
        "affinity: {instanceAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution:"
            + " [{weight: 1, instanceAffinityTerm: {topologyKey: z, labelSelector: {matchLabels:"
            + " {k: 'a"
            + " b'}}}}]}}|affinity.instanceAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].instanceAffinityTerm.labelSelector.matchLabels.k|\"a"
            + " b\": must consist of",
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: z}, {maxSkew: 2, topologyKey: z,"
            + " whenUnsatisfiable: DoNotSchedule}]|topologySpreadConstraints[1].topologyKey|another"
            + " constraint has this key"
      })
  void namesTheFieldAndWhatIsNeeded(String placement, String field, String message) {
    assertThat(problems(placement))
        .singleElement()
        .satisfies(
            cause -> {
              assertThat(cause.field())
                  .isEqualTo("spec.placement." + field.replace("REQ", REQUIRED));
              assertThat(cause.message()).contains(message);
            });
  }

  @Test
  void takesWhatMeansSomething() {
    assertThat(
            problems(
                """
                tolerations: [{operator: Exists}, {key: ciao.io/gpu, value: a, effect: NoSchedule}]
                affinity:
                  nodeAffinity:
                    REQ: {nodeSelectorTerms: [{matchExpressions: [{key: cores, operator: Gt, values: ['8']}]}]}
                  instanceAntiAffinity:
                    REQ: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]
                topologySpreadConstraints:
                - {maxSkew: 1, topologyKey: zone}
                - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}
                """))
        .isEmpty();
  }

  @Test
  void whatWasTakenOnceStaysNoHindrance() {
    ObjectNode odd = tree("tolerations: [{key: 'a b'}]");
    Draft draft = new Draft(odd, Identity.known("anna", List.of(), Set.of(), ""), Instant.EPOCH);

    PlacementFields.check(draft, "spec.placement", odd, odd.deepCopy());

    assertThat(draft.problems()).isEmpty();
  }
}
