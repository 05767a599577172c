package io.ciao.ctl.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.schema.KindRegistry;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  @ParameterizedTest
  @CsvSource({
    "instances,              Instance",
    "instance web,           Instance/web",
    "inst web cache,         Instance/web Instance/cache",
    "instance/web,           Instance/web",
    "instance/web image/t,   Instance/web Image/t",
    "Instance/web,           Instance/web",
    "instances.ciao.io,      Instance",
    "no,                     Node",
    "cnci,                   Concentrator",
    "networks,               TenantNetwork",
    "network/default,        TenantNetwork/default",
    "concentrators,          Concentrator",
    "externalips,            ExternalIP",
    "events,                 Event",
    "instance.ciao.io/web,   Instance/web",
  })
  void understandsTheWaysToNameObjects(String words, String targets) {
    assertThat(shown(words)).isEqualTo(targets);
  }

  @Test
  void takesACategoryForItsKinds() {
    assertThat(shown("all")).isEqualTo("Instance InstanceSet");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> shown("all/web"))
        .withMessageContaining("several kinds");
    assertThat(shown(Targets.objects(() -> KINDS, List.of("all"))))
        .isEqualTo("Instance InstanceSet");
  }

  @Test
  void takesSeveralKindsWithAComma() {
    assertThat(shown("instances,images")).isEqualTo("Instance Image");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo web       | there is no kind \"foo\"; an object is named with its kind",
        "Imagse web    | there is no kind \"Imagse\"; did you mean images?",
        "VMs           | there is no kind \"VMs\"; ciao runs instances",
        "deploy/web    | there is no kind \"deploy\"; ciao has instance sets",
        "subnets       | there is no kind \"subnets\"; ciao has tenant networks: ciaoctl get"
            + " networks",
        "floatingip    | there is no kind \"floatingip\"; ciao has external IPs",
        "instance/a b  | \"b\" names no kind",
        "foo/web       | there is no kind \"foo\"",
        "instance/     | a name is needed after \"instance/\"",
      })
  void saysWhatItDoesNotUnderstand(String words, String message) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> shown(words))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "web,          Instance/web",
    "image/tiny,   Image/tiny",
    "inst,         Instance",
    "node cn1,     Node/cn1",
  })
  void takesAWordThatIsNoKindForAnInstanceWhereObjectsAreMeant(String words, String targets) {
    assertThat(shown(Targets.objects(() -> KINDS, List.of(words.split(" "))))).isEqualTo(targets);
  }

  @Test
  void needsAKind() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Targets.parse(KINDS, List.of()))
        .withMessageContaining("a kind is needed");
  }

  @Test
  void keysClusterScopedKindsWithoutATenant() {
    assertThat(Targets.parse(KINDS, List.of("node/cn1")).getFirst().key(() -> "acme"))
        .isEqualTo(new ObjectKey(null, "cn1"));
    assertThat(Targets.parse(KINDS, List.of("instance/web")).getFirst().key(() -> "acme"))
        .isEqualTo(new ObjectKey("acme", "web"));
  }

  private static String shown(String words) {
    return shown(Targets.parse(KINDS, List.of(words.split(" "))));
  }

  private static String shown(List<Targets.Target> targets) {
    return targets.stream()
        .map(t -> t.kind().kind() + (t.name() == null ? "" : "/" + t.name()))
        .collect(Collectors.joining(" "));
  }
}
