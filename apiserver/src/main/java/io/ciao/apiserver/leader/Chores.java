package io.ciao.apiserver.leader;

import io.ciao.apiserver.duty.Duty;
import io.ciao.apiserver.quota.UsageAudit;
import io.ciao.apiserver.secret.SecretRotation;
import io.ciao.reconcile.PassResult;
import io.ciao.store.Guard;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// What the leader does again and again about everything at once. What is as wished costs no write.
/// None waits for another, and each is done by one thread at a time.
final class Chores implements Duty<Chores.Chore> {
  private final LeaderPass pass;
  private final SecretRotation secrets;
  private final RolePass roles;
  private final HandPutIntake intake;
  private final UsageAudit usage;
  private final ClaimAudit claims;
  private final List<Guard> guards;

  /// A chore and how often it is done at least.
  enum Chore {
    /// Tenant `default`, and TenantNetwork `default` in every tenant.
    TENANTS(Duration.ofSeconds(5)),
    /// Secrets that are sealed with an old key.
    SECRETS(Duration.ofSeconds(5)),
    /// The ready-made roles, and aggregated ones.
    ROLES(Duration.ofSeconds(5)),
    /// Values that were put into etcd by hand.
    INTAKE(Duration.ofSeconds(5)),
    /// Events that have had their time.
    EVENTS(Duration.ofMinutes(1)),
    /// Revocations of certificates that have ended.
    REVOCATIONS(Duration.ofMinutes(1)),
    /// What tenants use, counted again.
    USAGE(Duration.ofSeconds(30)),
    /// Unique values whose objects are gone.
    CLAIMS(Duration.ofSeconds(30));

    private final Duration every;

    Chore(Duration every) {
      this.every = every;
    }
  }

  Chores(ApiLeader.Parts parts, SystemWriter writer) {
    this.pass = new LeaderPass(parts.store(), writer, parts.clock());
    this.secrets = parts.secrets();
    this.roles = new RolePass(parts.store(), writer);
    this.intake = new HandPutIntake(parts.store(), writer, parts.kinds(), parts.clock());
    this.usage = new UsageAudit(parts.store());
    this.claims = new ClaimAudit(parts.store(), parts.resources());
    this.guards = writer.guards();
  }

  @Override
  public String name() {
    return "chores";
  }

  @Override
  public int atOnce() {
    return Chore.values().length;
  }

  @Override
  public int restPerWork() {
    return 0;
  }

  /// What came by hand may have waited for its tenant.
  @Override
  public void changed(StoreEvent event, Consumer<Chore> mark) {
    switch (resource(event)) {
      case "namespaces" -> {
        mark.accept(Chore.TENANTS);
        mark.accept(Chore.INTAKE);
      }
      case "clusterroles", "clusterrolebindings" -> mark.accept(Chore.ROLES);
      default -> {
        // no chore is about it
      }
    }
  }

  private static String resource(StoreEvent event) {
    return switch (event) {
      case StoreEvent.Put put -> put.object().key().resource();
      case StoreEvent.Deleted deleted -> deleted.last().key().resource();
      case StoreEvent.Progress _ -> "";
    };
  }

  @Override
  public Collection<Chore> all() {
    return List.of(Chore.values());
  }

  @Override
  public PassResult pass(Chore chore) throws StoreException {
    switch (chore) {
      case TENANTS -> pass.ensureTenants();
      case SECRETS -> secrets.pass(guards);
      case ROLES -> roles.ensure();
      case INTAKE -> intake.pass();
      case EVENTS -> pass.expireEvents();
      case REVOCATIONS -> pass.endRevocations();
      case USAGE -> usage.pass(guards);
      case CLAIMS -> claims.pass(guards);
    }
    return new PassResult.CheckAgain(chore.every);
  }
}
