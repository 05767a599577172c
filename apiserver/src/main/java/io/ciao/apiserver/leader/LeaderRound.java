package io.ciao.apiserver.leader;

import io.ciao.apiserver.quota.UsageAudit;
import io.ciao.apiserver.secret.SecretRotation;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.store.Guard;
import io.ciao.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the leader does again and again: most of it each time, some of it when its time has come.
/// What is as wished costs no write. One term's thread alone uses it.
final class LeaderRound {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderRound.class);
  private static final int TERM_LOST = 412;
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

  /// One round. A step that fails keeps no later one from its turn.
  ///
  /// @throws RequestRefused what the first step that failed threw, after the others were tried; at
  ///   once if the term is over (412)
  /// @throws StoreException likewise, if the store does not answer
  void run() throws StoreException {
    Steps steps = new Steps();
    steps.run(pass::ensureTenants);
    steps.run(() -> secrets.pass(guards));
    steps.run(roles::ensure);
    steps.run(intake::pass);
    long now = nanos.getAsLong();
    if (now - eventsAt >= 0) {
      eventsAt = now + EVENTS_EVERY.toNanos();
      steps.run(pass::expireEvents);
    }
    if (now - auditAt >= 0) {
      auditAt = now + AUDIT_EVERY.toNanos();
      steps.run(() -> usage.pass(guards));
      steps.run(() -> claims.pass(guards));
    }
    steps.throwFirst();
  }

  private interface Step {
    void run() throws StoreException;
  }

  /// Runs one step after the other and keeps the first failure; later ones are logged.
  private static final class Steps {
    private @Nullable Exception first;

    void run(Step step) {
      try {
        step.run();
      } catch (RequestRefused e) {
        if (e.error().code() == TERM_LOST) {
          throw e;
        }
        keep(e);
      } catch (StoreException | RuntimeException e) {
        keep(e);
      }
    }

    private void keep(Exception failure) {
      if (first == null) {
        first = failure;
      } else {
        LOG.warn("a later step of the leader's round failed too error={}", failure.toString());
      }
    }

    void throwFirst() throws StoreException {
      switch (first) {
        case StoreException failed -> throw failed;
        case RuntimeException failed -> throw failed;
        case null, default -> {}
      }
    }
  }
}
