package io.ciao.ctl.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ciao.ctl.FakeApiserver;
import io.ciao.ctl.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  private static final String GROUP = "/apis/ciao.io/v1";
  private static final String SERVED = "{\"groupVersion\":\"ciao.io/v1\"}";

  @TempDir private Path home;
  private FakeApiserver server;

  @BeforeEach
  void start() throws IOException {
    server = FakeApiserver.start(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void refusesAClusterOfKubectlsFileThatIsNoCiaoCluster() throws IOException {
    var file = server.writeConfig(home.resolve(".kube/config"));
    var session = inHome();

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(session::client)
        .withMessage(
            "context work of %s is no ciao cluster (%s has no ciao.io/v1); name one with --context,"
                + " --kubeconfig or CIAOCONFIG",
            file, server.address());
    assertThatExceptionOfType(ConfigException.class).isThrownBy(session::client);
    assertThat(server.requests()).containsOnly("GET " + GROUP);
  }

  @Test
  void asksAServerOfKubectlsFileOnce() throws IOException {
    server.writeConfig(home.resolve(".kube/config"));
    server.answers(GROUP, SERVED);
    var session = inHome();

    assertThat(session.client()).isSameAs(session.client());
    assertThat(server.requests()).containsExactly("GET " + GROUP);
  }

  @Test
  void takesACiaoFileAsItIs() throws IOException {
    server.writeConfig(home.resolve(".ciao/config"));

    assertThat(inHome().client()).isNotNull();
    assertThat(server.requests()).isEmpty();
  }

  private Session inHome() {
    return new Session(Map.of("HOME", home.toString()));
  }
}
