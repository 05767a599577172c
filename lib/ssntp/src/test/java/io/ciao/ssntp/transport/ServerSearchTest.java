package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.ssntp.TestPki;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.session.Compatibility;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ServerSearchTest {

  private final TestPki pki = new TestPki();

  private X509Certificate authority(String... hosts) {
    var spec = pki.spec("anchor").withHosts(List.of(hosts));
    return CertificateAuthority.create(spec, new SecureRandom()).certificate();
  }

  @Test
  void theAuthoritysAddressesComeBeforeItsNamesAndBothAfterWhatWasGiven() {
    var trusted =
        List.of(
            authority("sched.example", "10.0.0.2", "*.example", "::1"),
            authority("other.example", "10.0.0.3"));
    var given = List.of(new HostPort("given", 9000), new HostPort("10.0.0.3", 9000));

    assertThat(ServerSearch.GIVEN_THEN_AUTHORITY.addresses(given, trusted))
        .extracting(HostPort::toString)
        .containsExactly(
            "given:9000",
            "10.0.0.3:9000",
            "10.0.0.2:9000",
            "[0:0:0:0:0:0:0:1]:9000",
            "sched.example:9000",
            "other.example:9000",
            "localhost:9000");
    assertThat(ServerSearch.GIVEN.addresses(given, trusted)).isEqualTo(given);
  }

  @Test
  void withoutAnAddressThePortIsSsntps() {
    assertThat(
            ServerSearch.GIVEN_THEN_AUTHORITY.addresses(
                List.of(), List.of(authority(), authority("10.0.0.2"))))
        .extracting(HostPort::toString)
        .containsExactly("10.0.0.2:8888", "localhost:8888");
  }

  @Test
  void anOriginalsClientNeedsNoAddressAndNoUuidInItsCertificate() {
    var tls = pki.identity(pki.spec("original").withRoles(Role.CONTROLLER));
    var uuid = UUID.randomUUID();

    var config = ClientConfig.original(() -> tls, List.of(), uuid);

    assertThat(config.uuid()).isEqualTo(uuid);
    assertThat(config.compatibility()).isEqualTo(Compatibility.ORIGINAL);
    assertThatThrownBy(() -> config.withSearch(ServerSearch.GIVEN))
        .hasMessageContaining("at least one address");
  }
}
