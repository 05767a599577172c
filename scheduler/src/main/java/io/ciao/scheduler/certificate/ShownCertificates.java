package io.ciao.scheduler.certificate;

import io.ciao.basis.text.ErrorText;
import io.ciao.scheduler.certificate.ServerCertificateRule.Shown;
import io.ciao.ssntp.cert.LiveTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this scheduler and the apiservers show now, and the authority that signed it: looked at by
/// a handshake with each apiserver. One that does not answer is left out: nothing is known of it.
final class ShownCertificates implements Supplier<List<Shown>> {
  private static final Logger LOG = LoggerFactory.getLogger(ShownCertificates.class);
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int HTTPS_PORT = 443;

  private final LiveTls own;
  private final List<URI> apiservers;

  ShownCertificates(LiveTls own, List<URI> apiservers) {
    this.own = own;
    this.apiservers = List.copyOf(apiservers);
  }

  @Override
  public List<Shown> get() {
    var shown = new ArrayList<Shown>();
    var identity = own.get();
    shown.add(shown("the scheduler", identity.own().certificate()));
    identity.trusted().forEach(each -> shown.add(shown("the authority", each)));
    for (var apiserver : apiservers) {
      handshake(apiserver).map(each -> shown("apiserver " + apiserver, each)).ifPresent(shown::add);
    }
    return shown;
  }

  private Optional<X509Certificate> handshake(URI apiserver) {
    var port = apiserver.getPort() < 0 ? HTTPS_PORT : apiserver.getPort();
    try (var socket = (SSLSocket) own.sslContext().getSocketFactory().createSocket()) {
      socket.connect(
          new InetSocketAddress(apiserver.getHost(), port), Math.toIntExact(LIMIT.toMillis()));
      socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0] instanceof X509Certificate found
          ? Optional.of(found)
          : Optional.empty();
    } catch (IOException e) {
      LOG.debug("certificate not seen apiserver={} problem={}", apiserver, ErrorText.of(e));
      return Optional.empty();
    }
  }

  private static Shown shown(String holder, X509Certificate certificate) {
    return new Shown(
        holder, certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }
}
