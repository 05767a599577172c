package io.ciao.apiserver.leader;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.tenant.TenantDeletion;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One pass of the leader over what the cache shows. What is as wished costs nothing; what fails is
/// tried again by the next pass.
final class LeaderPass {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderPass.class);
  private static final String DEFAULT = "default";
  private static final Duration EVENTS_KEPT = Duration.ofHours(1);

  private final ResourceStore store;
  private final SystemWriter writer;
  private final TenantDeletion tenants;
  private final InstantSource clock;

  LeaderPass(
      ResourceStore store, SystemWriter writer, TenantDeletion tenants, InstantSource clock) {
    this.store = store;
    this.writer = writer;
    this.tenants = tenants;
    this.clock = clock;
  }

  /// Tenant `default`, and TenantNetwork `default` in every tenant.
  void ensureTenants() {
    ensure("Tenant", ResourceKey.cluster("tenants", DEFAULT));
    for (StoredObject namespace : store.list("namespaces", null).objects()) {
      if (!isTerminating(namespace)) {
        String tenant = namespace.key().name();
        ensure("TenantNetwork", ResourceKey.namespaced("tenantnetworks", tenant, DEFAULT));
      }
    }
  }

  private void ensure(String kind, ResourceKey key) {
    if (store.get(key).isPresent()) {
      return;
    }
    try {
      writer.create(kind, key);
      LOG.info("created object={}", key);
    } catch (RequestRefused refused) {
      if (refused.error().code() != 409) {
        throw refused;
      }
    }
  }

  /// Goes on with tenants whose deletion was cut short.
  void finishTenants() {
    for (StoredObject namespace : store.list("namespaces", null).objects()) {
      if (isTerminating(namespace)) {
        try {
          tenants.finish(namespace.key().name(), new GroupResource("", "namespaces"));
        } catch (RequestRefused refused) {
          LOG.info(
              "deletion taken back tenant={} because={}",
              namespace.key().name(),
              refused.error().message());
        }
      }
    }
  }

  /// Deletes events whose last occurrence is an hour ago.
  void expireEvents() {
    Instant oldest = clock.instant().minus(EVENTS_KEPT);
    for (StoredObject event : store.list("events", null).objects()) {
      if (lastSeen(event.tree()).isBefore(oldest)) {
        writer.delete("Event", event.key());
      }
    }
  }

  private static boolean isTerminating(StoredObject namespace) {
    return namespace.view().path("status").path("phase").asText("").equals("Terminating");
  }

  /// The latest time that an event names; its creation if it names none that can be read.
  static Instant lastSeen(JsonNode event) {
    Instant latest = time(event.path("metadata").path("creationTimestamp"), Instant.EPOCH);
    for (JsonNode candidate :
        new JsonNode[] {
          event.path("lastTimestamp"),
          event.path("eventTime"),
          event.path("series").path("lastObservedTime")
        }) {
      Instant found = time(candidate, Instant.EPOCH);
      latest = found.isAfter(latest) ? found : latest;
    }
    return latest;
  }

  private static Instant time(JsonNode text, Instant otherwise) {
    try {
      return text.isTextual() ? Instant.parse(text.asText()) : otherwise;
    } catch (DateTimeException malformed) {
      return otherwise;
    }
  }
}
