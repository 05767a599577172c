package io.ciao.apiserver;

import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.audit.Audit;
import io.ciao.apiserver.audit.AuditLog;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.certificate.ConcentratorCertificates;
import io.ciao.apiserver.certificate.NodeCertificates;
import io.ciao.apiserver.certificate.NodeSigner;
import io.ciao.apiserver.certificate.Revocations;
import io.ciao.apiserver.entrance.Door;
import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.apiserver.identity.Identities;
import io.ciao.apiserver.identity.Impersonation;
import io.ciao.apiserver.node.UsageMemory;
import io.ciao.apiserver.pipeline.SpecialRoutes;
import io.ciao.apiserver.pipeline.VirtualResources;
import io.ciao.apiserver.rbac.StoredRoles;
import io.ciao.apiserver.review.NodeTokenRequests;
import io.ciao.apiserver.review.Reviews;
import io.ciao.apiserver.review.TokenRequests;
import io.ciao.apiserver.usage.MetricsView;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.store.ResourceStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// The parts that say who asks, put together, with the audit log that they write to.
final class Entrance implements AutoCloseable {
  private final Identities identities;
  private final AuditLog log;
  private final Audit audit;
  private final Authorizer authorizer;
  private final InstantSource clock;
  private final Revocations revocations;

  private Entrance(
      Identities identities,
      AuditLog log,
      Authorizer authorizer,
      Revocations revocations,
      InstantSource clock) {
    this.identities = identities;
    this.log = log;
    this.authorizer = authorizer;
    this.clock = clock;
    this.revocations = revocations;
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
    return new Entrance(identities, log, authorizer, Revocations.of(store), clock);
  }

  /// What is answered without being stored: reviews, requests for tokens, and what is used.
  ///
  /// @param authority fingerprint of the public key of the cluster's authority
  List<VirtualResources> virtual(
      ResourceStore store,
      KindRegistry kinds,
      StoredRoles roles,
      UsageMemory usage,
      String authority) {
    return List.of(
        new Reviews(authorizer, store, kinds, roles, identities.reviews()),
        new TokenRequests(authorizer, store, identities.issuer()),
        new NodeTokenRequests(authorizer, store, identities.joinTokens(), authority, clock),
        new MetricsView(usage, store, authorizer));
  }

  /// What signs certificates of nodes and of concentrators.
  ///
  /// @throws IOException if its key cannot be read
  SpecialRoutes.Certificates certificates(
      ApiServerConfig config, ResourceStore store, SecureRandom random) throws IOException {
    CertificateOptions options = config.certificates();
    Path key = options.authorityKey();
    NodeSigner signer =
        key == null
            ? null
            : NodeSigner.open(
                TlsFiles.in(config.tls()).authority(), key, options.validity(), clock, random);
    return new SpecialRoutes.Certificates(
        new NodeCertificates(signer, identities.joinTokens(), revocations, clock),
        new ConcentratorCertificates(signer, revocations, store));
  }

  /// Certificates that count no longer; to be started once the cache is ready.
  Revocations revocations() {
    return revocations;
  }

  /// The handler before all others.
  RequestHandler door(RequestHandler inner) {
    return new Door(
        inner,
        new Door.Parts(
            identities.authenticator(), new Impersonation(authorizer), audit, revocations));
  }

  @Override
  public void close() {
    revocations.close();
    identities.close();
    log.close();
  }
}
