package io.ciao.cnci.ssntp;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ConcentratorCertificates;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.text.ErrorText;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.ssntp.cert.CertificateRenewal;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.Surroundings;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives each concentrator that this node serves a voice, under a certificate that is kept young,
/// and takes it from those that it serves no more. One pass has one concentrator.
///
/// Safe for many threads.
public final class Voices implements Reconciler<ObjectKey>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Voices.class);

  /// A command whose address is not as it says by then has failed.
  static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /// After an apiserver refused to sign, which nothing here can end.
  private static final Duration REFUSED = Duration.ofMinutes(1);

  /// After none answered.
  private static final Duration UNREACHABLE = Duration.ofSeconds(5);

  /// The longest time until somebody looks whether a certificate grows old: wall clocks jump.
  private static final Duration RENEWAL_LOOK = Duration.ofMinutes(5);

  private final Informer<Concentrator> concentrators;
  private final Parts parts;
  private final SecureRandom random = new SecureRandom();
  private final Map<ObjectKey, Voice> voices = new ConcurrentHashMap<>();
  private final Map<ObjectKey, Instant> notBefore = new ConcurrentHashMap<>();

  /// What voices are made of.
  ///
  /// @param node the name of this node
  /// @param schedulers empty: nobody is spoken to
  /// @param own what the node itself shows, and whom it believes
  /// @param signer of a concentrator's certificates
  /// @param pass told the concentrator whose pass is due, as a hint said
  /// @param look told the concentrator to be looked at again here
  public record Parts(
      String node,
      List<HostPort> schedulers,
      Supplier<TlsIdentity> own,
      Function<ObjectKey, CertificateRenewal.Signer> signer,
      Consumer<ObjectKey> pass,
      Consumer<ObjectKey> look,
      Surroundings surroundings) {
    public Parts {
      schedulers = List.copyOf(schedulers);
    }

    /// Whoever has certificates signed by the API.
    public static Function<ObjectKey, CertificateRenewal.Signer> signedBy(ApiClient client) {
      return key ->
          CertificateRenewal.Signer.ofText(
              request -> ConcentratorCertificates.sign(client, key, request));
    }
  }

  public Voices(Informer<Concentrator> concentrators, Parts parts) {
    this.concentrators = concentrators;
    this.parts = parts;
  }

  @Override
  public PassResult reconcile(ObjectKey key) {
    if (parts.schedulers().isEmpty() || !concentrators.synced()) {
      return PassResult.DONE;
    }
    var served = concentrators.get(key).filter(this::servedHere);
    if (served.isEmpty()) {
      silence(key);
      return PassResult.DONE;
    }
    return speak(key, served.get());
  }

  private boolean servedHere(Concentrator concentrator) {
    var active = concentrator.status().active();
    return active != null
        && parts.node().equals(active.nodeName())
        && !concentrator.metadata().deleting();
  }

  private void silence(ObjectKey key) {
    notBefore.remove(key);
    var voice = voices.remove(key);
    if (voice != null) {
      voice.close();
      LOG.info("concentrator speaks no more concentrator={}", key);
    }
  }

  private PassResult speak(ObjectKey key, Concentrator concentrator) {
    var present = voices.get(key);
    if (present != null && !present.uid().equals(concentrator.metadata().requireUid())) {
      silence(key);
      present = null;
    }
    var now = parts.surroundings().wall().instant();
    if (present == null || !present.certificate().due().isAfter(now)) {
      var signed = signed(key, concentrator, now);
      if (signed.isPresent() && present != null) {
        present.renewed(signed.get());
      } else if (signed.isPresent()) {
        present = started(key, concentrator, signed.get());
      }
    }
    if (present != null && present.look(concentrator)) {
      return new PassResult.CheckAgain(LOOK_AGAIN);
    }
    var again = notBefore.get(key);
    return new PassResult.CheckAgain(again == null ? RENEWAL_LOOK : Duration.between(now, again));
  }

  private Voice started(ObjectKey key, Concentrator concentrator, VoiceCertificate certificate) {
    var hints =
        new Voice.Hints() {
          @Override
          public void pass() {
            parts.pass().accept(key);
          }

          @Override
          public void asked() {
            parts.look().accept(key);
          }
        };
    var voice =
        new Voice(concentrator, certificate, parts.schedulers(), hints, parts.surroundings());
    voices.put(key, voice);
    LOG.info("concentrator speaks concentrator={} uid={}", key, voice.uid());
    return voice;
  }

  /// Empty if the API refuses or does not answer: the concentrator serves without a voice as well,
  /// and its pass comes again.
  private Optional<VoiceCertificate> signed(ObjectKey key, Concentrator concentrator, Instant now) {
    if (notBefore.getOrDefault(key, Instant.MIN).isAfter(now)) {
      return Optional.empty();
    }
    try {
      var signed =
          VoiceCertificate.request(
              UUID.fromString(concentrator.metadata().requireUid()),
              parts.own().get(),
              parts.signer().apply(key),
              random);
      notBefore.remove(key);
      return Optional.of(signed);
    } catch (ApiException e) {
      LOG.warn("concentrator gets no certificate concentrator={} problem={}", key, ErrorText.of(e));
      notBefore.put(key, now.plus(REFUSED));
    } catch (ApiUnreachableException e) {
      LOG.info("concentrator gets no certificate concentrator={} problem={}", key, ErrorText.of(e));
      notBefore.put(key, now.plus(UNREACHABLE));
    }
    return Optional.empty();
  }

  /// Ends every connection, all at once.
  @Override
  public void close() {
    var closing =
        voices.values().stream().map(voice -> Thread.ofVirtual().start(voice::close)).toList();
    try {
      for (var thread : closing) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
