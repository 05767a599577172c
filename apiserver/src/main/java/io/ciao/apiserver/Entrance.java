package io.ciao.apiserver;

import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.audit.Audit;
import io.ciao.apiserver.audit.AuditLog;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.entrance.Door;
import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.apiserver.identity.Identities;
import io.ciao.apiserver.identity.Impersonation;
import io.ciao.apiserver.pipeline.VirtualResources;
import io.ciao.apiserver.rbac.StoredRoles;
import io.ciao.apiserver.review.Reviews;
import io.ciao.apiserver.review.TokenRequests;
import io.ciao.store.ResourceStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// The parts that say who asks, put together, with the audit log that they write to.
final class Entrance implements AutoCloseable {
  private final Identities identities;
  private final AuditLog log;
  private final Audit audit;
  private final Authorizer authorizer;

  private Entrance(
      Identities identities, AuditLog log, Authorizer authorizer, InstantSource clock) {
    this.identities = identities;
    this.log = log;
    this.authorizer = authorizer;
    this.audit = new Audit(log, clock, System::nanoTime, () -> UUID.randomUUID().toString());
  }

  /// Opens the audit log, and what verifies tokens.
  ///
  /// @throws IOException saying what could not be opened
  static Entrance open(
      ApiServerConfig config, ResourceStore store, Authorizer authorizer, InstantSource clock)
      throws IOException {
    AccessOptions access = config.access();
    Identities identities = Identities.open(config.directory(), store, clock, access.oidc());
    AuditLog log = AuditLog.open(access.auditLog(config.directory()), AuditLog.Retention.DEFAULT);
    return new Entrance(identities, log, authorizer, clock);
  }

  /// What is answered without being stored: reviews and requests for tokens.
  List<VirtualResources> virtual(ResourceStore store, KindRegistry kinds, StoredRoles roles) {
    return List.of(
        new Reviews(authorizer, store, kinds, roles, identities.reviews()),
        new TokenRequests(authorizer, store, identities.issuer()));
  }

  /// The handler before all others.
  RequestHandler door(RequestHandler inner) {
    return new Door(inner, identities.authenticator(), new Impersonation(authorizer), audit);
  }

  @Override
  public void close() {
    identities.close();
    log.close();
  }
}
