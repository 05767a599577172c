package io.ciao.scheduler.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.codec.Json;
import io.ciao.scheduler.failover.FailoverAction.DeclareLost;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What is said to the apiserver of a loss, and what its answer means.
class FailoverApplierTest {
  private final List<String> posted = new ArrayList<>();

  private ObjectNode take(String path, ObjectNode body) {
    posted.add(path + " " + body);
    return Json.object();
  }

  @Test
  void lossNamesIncarnationAndWhenItsPresenceWasWritten() {
    var applier = new FailoverApplier(this::take);

    assertThat(applier.declare(new DeclareLost("n1", 7, OptionalLong.of(40)))).isTrue();
    assertThat(applier.declare(new DeclareLost("n2", 8, OptionalLong.empty()))).isTrue();

    assertThat(posted)
        .containsExactly(
            "/apis/ciao.io/v1/nodes/n1/lost {\"incarnation\":7,\"presenceRevision\":40}",
            "/apis/ciao.io/v1/nodes/n2/lost {\"incarnation\":8}");
  }

  @Test
  void nodeThatHasRenewedMeanwhileOrIsGoneIsNotLost() {
    assertThat(answering(409).declare(new DeclareLost("n1", 7, OptionalLong.empty()))).isFalse();
    assertThat(answering(404).declare(new DeclareLost("n1", 7, OptionalLong.empty()))).isFalse();
    assertThatThrownBy(() -> answering(412).declare(new DeclareLost("n1", 7, OptionalLong.empty())))
        .as("the term is over")
        .isInstanceOf(ApiException.class);
  }

  private static FailoverApplier answering(int code) {
    return new FailoverApplier(
        (path, _) -> {
          throw new ApiException(code, "Conflict", path, List.of());
        });
  }
}
