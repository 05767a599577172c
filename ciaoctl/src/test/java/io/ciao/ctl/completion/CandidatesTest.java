package io.ciao.ctl.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.CommandLines;
import io.ciao.ctl.completion.Candidates.Offer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "instances",
          List.of("web", "cache"),
          "tenants",
          List.of("acme", "default"),
          "externalippools",
          List.of("public", "lab"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "desc                         | describe",
        "get instanc                  | instances,instancesets",
        "get instances w              | web",
        "get inst/                    | inst/cache,inst/web",
        "get -n a                     | acme",
        "get -n acme instances c      | cache",
        "get instances -o y           | yaml",
        "describe instance web c      | cache",
        "logs _                       | cache,web",
        "ssh -u root w                | web",
        "get --all-t                  | --all-tenants",
        "apply --server               | --server-side",
        "explain inst                 | instance,instanceset",
        "explain instance.spec.res    | instance.spec.resources",
        "auth can-i dele              | delete,deletecollection",
        "auth can-i get nod           | nodes",
        "auth who                     | whoami",
        "completion z                 | zsh",
        "wait instance/w              | instance/web",
        "dev u                        | up",
        "dev halt cn                  | cn1,cn2",
        "dev start cn1 n              | nn1",
        "dev ssh --name b _           | cn1,cn2,nn1",
        "start w                      | web",
        "failover --force w           | web",
        "create externalip a --pool p | public",
        "create externalip a --instance w | web",
        "cert sig                     | sign",
        "cert role --role s           | scheduler,server",
      })
  void offersWhatMayStandThere(String line, String offered) {
    var words =
        List.of(line.split(" ")).stream().map(word -> word.equals("_") ? "" : word).toList();
    var offer = offer(words);

    assertThat(offer.words()).containsExactly(offered.split(","));
    assertThat(offer.files()).isFalse();
  }

  @Test
  void offersRolesBehindARole() {
    assertThat(offer(List.of("cert", "role", "--role", "agent,n")).words())
        .containsExactly("agent,netagent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cert dump c", "cert verify c", "cert sign c", "cert verify x --anchor c"})
  void offersFilesWhereCertificatesAreWanted(String line) {
    assertThat(offer(List.of(line.split(" ")))).isEqualTo(new Offer(List.of(), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev ssh cn1 _", "dev up c", "dev down _"})
  void offersNothingWhereNoNodeIsWanted(String line) {
    var words =
        List.of(line.split(" ")).stream().map(word -> word.equals("_") ? "" : word).toList();

    assertThat(offer(words).words()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-f", "--filename", "-k", "--kubeconfig"})
  void offersFilesWhereOneIsWanted(String flag) {
    assertThat(offer(List.of("apply", flag, "x")).files()).isTrue();
  }

  @Test
  void offersCommandsButNotTheOneForShells() {
    assertThat(offer(List.of("")).words())
        .contains("get", "apply", "dev")
        .doesNotContain("__complete");
    assertThat(offer(List.of()).words()).contains("get");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void hasAScriptForTheShell(String shell) {
    assertThat(ShellScripts.of(shell))
        .hasValueSatisfying(s -> assertThat(s).contains("__complete"));
    assertThat(ShellScripts.of("tcsh")).isEmpty();
  }

  private static Offer offer(List<String> words) {
    return new Candidates(
            KindRegistry.load(),
            kind -> NAMES.getOrDefault(kind.plural(), List.of()),
            () -> List.of("nn1", "cn1", "cn2"))
        .of(CommandLines.spec(), words);
  }
}
