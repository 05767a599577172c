package io.ciao.apiserver.leader;

import io.ciao.api.certificate.CertificateRevocation;
import io.ciao.apiserver.certificate.RevocationExpiry;
import io.ciao.apiserver.event.EventExpiry;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.reconcile.FirstFailure;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes of the leader over what the cache shows. What is as wished costs nothing; an object that
/// fails keeps no other from its turn, and is tried again by the next pass.
final class LeaderPass {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderPass.class);
  private static final String DEFAULT = "default";

  private final ResourceStore store;
  private final SystemWriter writer;
  private final InstantSource clock;

  LeaderPass(ResourceStore store, SystemWriter writer, InstantSource clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  /// Tenant `default`, and TenantNetwork `default` in every tenant.
  void ensureTenants() {
    FirstFailure steps = new FirstFailure(RequestRefused::endsAll);
    steps.attempt(() -> ensure("Tenant", ResourceKey.cluster("tenants", DEFAULT)));
    for (StoredObject namespace : store.list("namespaces", null).objects()) {
      if (!isTerminating(namespace)) {
        String tenant = namespace.key().name();
        ResourceKey network = ResourceKey.namespaced("tenantnetworks", tenant, DEFAULT);
        steps.attempt(() -> ensure("TenantNetwork", network));
      }
    }
    steps.throwFirst();
  }

  private void ensure(String kind, ResourceKey key) {
    if (store.get(key).isPresent()) {
      return;
    }
    try {
      writer.create(kind, key);
      LOG.info("created object={}", key);
    } catch (RequestRefused refused) {
      // Another made it, or its tenant is being deleted or is gone by now.
      switch (refused.error().code()) {
        case 403, 404, 409 ->
            LOG.debug("not created object={} because={}", key, refused.error().message());
        default -> throw refused;
      }
    }
  }

  /// Deletes events that have had their time, unless they were counted up meanwhile.
  void expireEvents() {
    List<StoredObject> events = store.list("events", null).objects();
    expire("Event", EventExpiry.expired(events, clock.instant()));
  }

  /// Deletes revocations without which nobody would be let in.
  void endRevocations() {
    List<StoredObject> revocations = store.list(CertificateRevocation.RESOURCE, null).objects();
    List<StoredObject> ended = RevocationExpiry.ended(revocations, clock.instant());
    ended.forEach(
        object -> LOG.info("revocation is not needed any more name={}", object.key().name()));
    expire(CertificateRevocation.KIND, ended);
  }

  private void expire(String kind, List<StoredObject> objects) {
    FirstFailure steps = new FirstFailure(RequestRefused::endsAll);
    objects.forEach(object -> steps.attempt(() -> expire(kind, object)));
    steps.throwFirst();
  }

  private void expire(String kind, StoredObject object) {
    try {
      writer.delete(kind, object);
    } catch (RequestRefused refused) {
      int code = refused.error().code();
      if (code != 404 && code != 409) {
        throw refused;
      }
    }
  }

  private static boolean isTerminating(StoredObject namespace) {
    return namespace.view().path("status").path("phase").asText("").equals("Terminating");
  }
}
