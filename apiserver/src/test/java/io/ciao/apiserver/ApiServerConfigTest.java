package io.ciao.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.apiserver.http.ListenAddress;
import io.ciao.apiserver.identity.OidcConfig;
import io.ciao.program.FlagsContract;
import io.ciao.program.UsageException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerConfigTest {
  private static final Map<String, String> LEAST = Map.of("dir", "/s", "tls", "/t");
  private static final Map<String, String> ISSUER =
      Map.of("oidc-issuer-url", "https://i", "oidc-client-id", "ciao");

  @Test
  void flagsKeepTheirContract(@TempDir Path directory) {
    var contract =
        FlagsContract.of(ApiServerConfig.FLAGS, ApiServerConfig::of, LEAST)
            .holds("dir", "/d", ApiServerConfig::directory, Path.of("/d"))
            .holds("tls", "/d", ApiServerConfig::tls, Path.of("/d"))
            .holds(
                "listen", "[::1]:0", ApiServerConfig::listen, List.of(new ListenAddress("::1", 0)))
            .refuses("listen", "::1")
            .holds("etcd", "embedded:/a", ApiServerConfig::etcd, "embedded:/a")
            .holds("etcd-tls", "/e", ApiServerConfig::etcdTls, Path.of("/e"))
            .holds("secret-keys", "/k", ApiServerConfig::secretKeys, Path.of("/k"))
            .holds("ca-key", "/c", config -> config.certificates().authorityKey(), Path.of("/c"))
            .holds(
                "node-certificate-hours",
                "7",
                config -> config.certificates().validity(),
                Duration.ofHours(7))
            .refuses("node-certificate-hours", "0")
            .holds(
                "serving-certificate",
                "/s.pem",
                config -> config.certificates().serving(),
                Path.of("/s.pem"))
            .holds(
                "metrics",
                "127.0.0.1:1",
                config -> config.serving().metrics(),
                new ListenAddress("127.0.0.1", 1))
            .refuses("metrics", "127.0.0.1")
            .holds(
                "otlp-endpoint",
                "http://collector:4318/",
                config -> config.serving().otlp(),
                URI.create("http://collector:4318/v1/traces"))
            .refuses("otlp-endpoint", "collector:4318")
            .holds(
                "user-requests-per-second",
                "7",
                config -> config.serving().limits().ratePerUser(),
                7)
            .refuses("user-requests-per-second", "0")
            .holds("user-watches", "7", config -> config.serving().limits().watchesPerUser(), 7)
            .refuses("user-watches", "x")
            .holds("watches", "7", config -> config.serving().limits().watches(), 7)
            .refuses("watches", "-1");
    access(contract).check(directory);
  }

  @Test
  void theEnvironmentMayNameTheCollectorToo() {
    assertThat(ServingOptions.otlp(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "https://c/otlp")))
        .isEqualTo(URI.create("https://c/otlp/v1/traces"));
    assertThat(ServingOptions.otlp(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", ""))).isNull();
    assertThat(ServingOptions.otlp(Map.of())).isNull();
    assertThatThrownBy(() -> ServingOptions.otlp(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "c:4317")))
        .hasMessage(
            "OTEL_EXPORTER_OTLP_ENDPOINT in the environment: \"c:4317\" is found;"
                + " http://HOST:PORT or https://HOST:PORT is needed");
  }

  private static FlagsContract<ApiServerConfig> access(FlagsContract<ApiServerConfig> contract) {
    return contract
        .holds(
            "audit-log",
            "/l",
            config -> config.access().auditLog(config.directory()),
            Path.of("/l"))
        .holds(
            "oidc-issuer-url",
            "https://i",
            config -> config.access().oidc() == null ? "" : oidc(config).issuer(),
            "https://i",
            Map.of("oidc-issuer-url", "https://other", "oidc-client-id", "ciao"))
        .holds("oidc-client-id", "other", config -> oidc(config).clientId(), "other", ISSUER)
        .holds("oidc-username-claim", "u", of(OidcConfig::usernameClaim), "u", ISSUER)
        .holds("oidc-groups-claim", "g", of(OidcConfig::groupsClaim), "g", ISSUER)
        .holds("oidc-username-prefix", "-", of(oidc -> oidc.prefixes().user()), "", ISSUER)
        .holds("oidc-groups-prefix", "g:", of(oidc -> oidc.prefixes().groups()), "g:", ISSUER)
        .holds("oidc-ca", "/ca.pem", of(OidcConfig::authority), Path.of("/ca.pem"), ISSUER);
  }

  private static Function<ApiServerConfig, ?> of(Function<OidcConfig, ?> value) {
    return config -> value.apply(oidc(config));
  }

  private static OidcConfig oidc(ApiServerConfig config) {
    return Objects.requireNonNull(config.access().oidc());
  }

  @Test
  void whatDoesNotFitTogetherIsRefusedAtOnce() {
    refused(
        List.of("--etcd=https://h:2379", "--oidc-client-id=x"), "--etcd-tls", "--oidc-issuer-url");
    refused(List.of("--oidc-issuer-url=https://i"), "--oidc-client-id is needed");
    refused(List.of("--oidc-issuer-url=http://i", "--oidc-client-id=x"), "an https:// URL");
  }

  @Test
  void apiserversOfOneEtcdShareItsKeys() throws Exception {
    var config =
        ApiServerConfig.of(ApiServerConfig.FLAGS.parse(words(List.of("--etcd=embedded:/a"))));

    assertThat(config.secretKeys()).isEqualTo(Path.of("/a/secret-keys.yaml"));
    assertThat(ApiServerConfig.of(ApiServerConfig.FLAGS.parse(words(List.of()))).secretKeys())
        .isEqualTo(Path.of("/s/secret-keys.yaml"));
  }

  private static void refused(List<String> more, String... problems) {
    assertThatThrownBy(() -> ApiServerConfig.FLAGS.parse(words(more)))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(problems);
  }

  private static List<String> words(List<String> more) {
    var words = new ArrayList<>(List.of("--dir=/s", "--tls=/t"));
    words.addAll(more);
    return words;
  }
}
