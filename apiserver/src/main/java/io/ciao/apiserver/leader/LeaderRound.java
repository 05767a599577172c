package io.ciao.apiserver.leader;

import io.ciao.apiserver.quota.UsageAudit;
import io.ciao.apiserver.secret.SecretRotation;
import io.ciao.store.Guard;
import io.ciao.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// What the leader does again and again: most of it each time, some of it when its time has come.
/// What is as wished costs no write. One term's thread alone uses it.
final class LeaderRound {
  private static final Duration EVENTS_EVERY = Duration.ofMinutes(1);
  private static final Duration AUDIT_EVERY = Duration.ofSeconds(30);

  private final LeaderPass pass;
  private final SecretRotation secrets;
  private final RolePass roles;
  private final HandPutIntake intake;
  private final UsageAudit usage;
  private final ClaimAudit claims;
  private final List<Guard> guards;
  private final LongSupplier nanos;
  private long eventsAt;
  private long auditAt;

  LeaderRound(ApiLeader.Parts parts, SystemWriter writer) {
    this.pass = new LeaderPass(parts.store(), writer, parts.clock());
    this.secrets = parts.secrets();
    this.roles = new RolePass(parts.store(), writer);
    this.intake = new HandPutIntake(parts.store(), writer, parts.kinds(), parts.clock());
    this.usage = new UsageAudit(parts.store());
    this.claims = new ClaimAudit(parts.store(), parts.resources());
    this.guards = writer.guards();
    this.nanos = parts.nanos();
    this.eventsAt = nanos.getAsLong();
    this.auditAt = eventsAt;
  }

  /// One round.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused if the store does not answer, or the term is
  ///   over (412)
  void run() throws StoreException {
    pass.ensureTenants();
    secrets.pass(guards);
    roles.ensure();
    intake.pass();
    long now = nanos.getAsLong();
    if (now - eventsAt >= 0) {
      eventsAt = now + EVENTS_EVERY.toNanos();
      pass.expireEvents();
    }
    if (now - auditAt >= 0) {
      auditAt = now + AUDIT_EVERY.toNanos();
      usage.pass(guards);
      claims.pass(guards);
    }
  }
}
