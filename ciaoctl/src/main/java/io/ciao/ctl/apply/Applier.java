package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.schema.KindDefinition;
import io.ciao.ctl.session.RefusedException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes objects what files say, with one of two ways of finding out what that changes. Confined to
/// one thread.
public final class Applier {
  private final ApiClient client;
  private final Options options;
  private final Way way;
  private final Set<String> triedTenants = new HashSet<>();

  /// How it is applied.
  ///
  /// @param way on whose side the old and the new are merged
  /// @param manager who owns the fields, for the server
  /// @param set the name of the applied set that objects are put into; null for none
  public record Options(Side way, DryRun dryRun, String manager, @Nullable String set) {}

  /// On whose side an apply merges.
  public enum Side {
    CLIENT,
    SERVER,
    /// The server takes fields away from whoever owns them.
    SERVER_FORCED
  }

  /// What became of an object.
  ///
  /// @param before as it was; empty if it did not exist
  /// @param after as it is, or would be
  public record Applied(Wanted wanted, String verb, Optional<ObjectNode> before, ObjectNode after) {
    /// As `instance/web`.
    public String printed() {
      return Applier.printed(wanted.kind(), wanted.name());
    }
  }

  /// One way of applying.
  interface Way {
    Applied apply(Wanted wanted, Optional<ObjectNode> live);
  }

  public Applier(ApiClient client, Options options) {
    this.client = client;
    this.options = options;
    this.way =
        switch (options.way()) {
          case CLIENT -> new ClientSideApply(client, options);
          case SERVER, SERVER_FORCED -> new ServerSideApply(client, options);
        };
  }

  /// Creates the object, or changes what the file says otherwise than what is stored.
  public Applied apply(Wanted wanted) {
    if (wanted.namespace() != null && triedTenants.contains(wanted.namespace())) {
      // The tenant was only tried, so the server knows none that this could be tried in.
      return new Applied(wanted, "created", Optional.empty(), labelled(wanted).object());
    }
    var applied = applyChecked(wanted);
    if (options.dryRun() != DryRun.NONE
        && Wanted.isTenant(wanted.kind())
        && applied.before().isEmpty()) {
      triedTenants.add(wanted.name());
    }
    return applied;
  }

  private Applied applyChecked(Wanted wanted) {
    var live = client.find(wanted.type(), wanted.key());
    var set = options.set();
    if (set != null && live.isPresent()) {
      refuseIfAnothers(wanted, live.get(), set);
    }
    return way.apply(labelled(wanted), live);
  }

  private Wanted labelled(Wanted wanted) {
    var set = options.set();
    if (set == null) {
      return wanted;
    }
    var object = wanted.object().deepCopy();
    object.withObject("/metadata").withObject("/labels").put(AppliedSet.LABEL, set);
    return new Wanted(wanted.from(), wanted.kind(), wanted.namespace(), wanted.name(), object);
  }

  private void refuseIfAnothers(Wanted wanted, ObjectNode live, String set) {
    var owner = AppliedSet.of(live);
    if (!owner.isEmpty() && !owner.equals(set) && options.way() != Side.SERVER_FORCED) {
      throw new RefusedException(
          "%s belongs to the applied set \"%s\"; two sets would take it from each other: remove it from the other's files and take off its label %s, or force it with --server-side --force-conflicts"
              .formatted(printed(wanted.kind(), wanted.name()), owner, AppliedSet.LABEL));
    }
  }

  /// An object as people name it, on every command line too: `instance/web`.
  public static String printed(KindDefinition kind, String name) {
    return kind.names().singular() + "/" + name;
  }
}
