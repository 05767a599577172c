package io.ciao.ctl.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void saysOfFieldsThatDoNotExistOnlyWhichTheyAre() {
    assertThat(
            refused(
                "Instance in version \"v1\" cannot be handled as a Instance: strict decoding"
                    + " error: unknown field \"spec.sshKey\" (did you mean \"sshKeys\"?)"))
        .isEqualTo("unknown field \"spec.sshKey\" (did you mean \"sshKeys\"?)");
    assertThat(refused("no")).isEqualTo("no");
  }

  private static String refused(String message) {
    return Failures.refused(new ApiException(400, "BadRequest", message, List.of()));
  }
}
