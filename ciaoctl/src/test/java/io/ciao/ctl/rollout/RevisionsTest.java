package io.ciao.ctl.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import io.ciao.api.instanceset.RevisionData;
import io.ciao.api.instanceset.SetRevision;
import io.ciao.ctl.session.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionsTest {
  private static SetRevision revision(long number, String workloadRevision) {
    var json =
        """
        {"template": {"spec": {"workload": "w"}}, "workload": {"runtime": "container", "image": "i%d"}}\
        """
            .formatted(number);
    var data = Json.toRecord(Json.parse(json.getBytes(StandardCharsets.UTF_8)), RevisionData.class);
    return new SetRevision(number, "h", workloadRevision, null, data.text());
  }

  @Test
  void findsTheOneBeforeAndTheNumbered() {
    var all = List.of(revision(2, "u/1"), revision(5, "u/2"), revision(6, "u/3"));

    assertThat(Revisions.previous("web", all).revision()).isEqualTo(5);
    assertThat(Revisions.numbered("web", all, 2).revision()).isEqualTo(2);
    assertThatThrownBy(() -> Revisions.numbered("web", all, 4))
        .isInstanceOf(RefusedException.class)
        .hasMessage("instanceset/web remembers no revision 4; there are [2, 5, 6]");
    assertThatThrownBy(() -> Revisions.previous("web", all.subList(0, 1)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no earlier revision");
  }

  @Test
  void takesTheTemplateAsItWasWhileTheWorkloadIsTheSame() {
    var undo = Revisions.undo(revision(2, "u/1"), "u/1");

    assertThat(undo.detached()).isFalse();
    assertThat(undo.template().spec().workload()).isEqualTo("w");
  }

  @Test
  void takesTheWorkloadsFieldsOfThenWhereItHasChanged() {
    for (var now : new String[] {"u/2", "other/1", null}) {
      var undo = Revisions.undo(revision(2, "u/1"), now);

      assertThat(undo.detached()).isTrue();
      assertThat(undo.template().spec().workload()).isNull();
      assertThat(undo.template().spec().image()).isEqualTo("i2");
    }
  }

  @Test
  void namesOfSetsAreReadInEveryForm() {
    assertThat(SetAccess.names(List.of("web", "cache"))).containsExactly("web", "cache");
    assertThat(SetAccess.names(List.of("instanceset", "web", "cache")))
        .containsExactly("web", "cache");
    assertThat(SetAccess.names(List.of("instanceset/web", "iset/x", "instanceset.ciao.io/y")))
        .containsExactly("web", "x", "y");
  }
}
