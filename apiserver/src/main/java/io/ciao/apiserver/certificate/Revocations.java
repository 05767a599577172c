package io.ciao.apiserver.certificate;

import io.ciao.api.certificate.CertificateRevocation;
import io.ciao.api.certificate.RevokedCertificates;
import io.ciao.api.codec.Json;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.store.Expired;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.Subscription;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which certificates count no longer, as the cache has it now: a thread follows the
/// CertificateRevocations, and tells who holds connections when there are others. Safe for many
/// threads.
public final class Revocations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int EVENTS_AT_ONCE = 1_024;

  private final ResourceStore store;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile RevokedCertificates revoked = RevokedCertificates.NONE;
  private final Thread thread;

  private Revocations(ResourceStore store) {
    this.store = store;
    this.thread = Thread.ofVirtual().name("revocations").unstarted(this::follow);
  }

  /// What the cache shows, with nobody who follows it.
  public static Revocations of(ResourceStore store) {
    return new Revocations(store);
  }

  /// Reads what there is, and follows it. The cache is ready.
  public void start() {
    read();
    thread.start();
  }

  /// From now on that is run whenever other certificates are revoked.
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /// Why a certificate is refused; empty: it is not revoked.
  public Optional<String> refusal(X509Certificate certificate) {
    RevokedCertificates now = revoked;
    return now.equals(RevokedCertificates.NONE)
        ? Optional.empty()
        : now.refusal(
            certificate.getSerialNumber().toString(16),
            PeerIdentity.of(certificate).holderNode().orElse(""),
            certificate.getNotBefore().toInstant());
  }

  /// The same, with all that was revoked before the call: whoever takes a node out removes its Node
  /// next, and its agent must not make it again.
  ///
  /// @throws StoreException.Timeout if etcd does not answer
  public Optional<String> refusalNow(X509Certificate certificate) throws StoreException {
    store.awaitCurrent();
    read();
    return refusal(certificate);
  }

  /// A certificate of the node that begins then or later is not revoked.
  public Instant since(String node) {
    return revoked.since(node).orElse(Instant.EPOCH);
  }

  private void follow() {
    try {
      while (true) {
        try (Subscription changes =
            store.watch(CertificateRevocation.RESOURCE, null, store.currentVersion())) {
          read();
          while (true) {
            if (changes.poll(QUIET) != null) {
              changes.drain(EVENTS_AT_ONCE);
              read();
            }
          }
        } catch (Expired expired) {
          LOG.debug("revocations missed because={}", expired.getMessage());
        } catch (RuntimeException broken) {
          LOG.error("revocations could not be followed, beginning again", broken);
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void read() {
    List<CertificateRevocation> all = new ArrayList<>();
    for (StoredObject object : store.list(CertificateRevocation.RESOURCE, null).objects()) {
      try {
        all.add(Json.toRecord(object.tree(), CertificateRevocation.class));
      } catch (RuntimeException e) {
        LOG.error("revocation cannot be read name={}", object.key().name(), e);
      }
    }
    RevokedCertificates now = RevokedCertificates.of(all);
    if (!now.equals(revoked)) {
      revoked = now;
      LOG.info("revoked serials={} nodes={}", now.serials().size(), now.nodes().keySet());
      listeners.forEach(Runnable::run);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
