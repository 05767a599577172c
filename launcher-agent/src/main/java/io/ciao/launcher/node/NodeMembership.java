package io.ciao.launcher.node;

import io.ciao.launcher.ledger.MembershipFile;
import io.ciao.launcher.ledger.MembershipFile.Membership;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// This node's membership as it is known now. Safe for many threads.
public final class NodeMembership {
  /// Below every incarnation of a cluster, of which each is a revision of its etcd.
  private static final long STAND_ALONE = 1;

  private final MembershipFile file;
  private final AtomicReference<@Nullable Membership> current;

  public NodeMembership(MembershipFile file) {
    this.file = file;
    this.current = new AtomicReference<>(file.read().orElse(null));
  }

  public Optional<Membership> current() {
    return Optional.ofNullable(current.get());
  }

  /// Whether instances may be started.
  public boolean member() {
    var membership = current.get();
    return membership != null && membership.joined();
  }

  /// The incarnation; 0 before the first join.
  public long incarnation() {
    var membership = current.get();
    return membership == null ? 0 : membership.incarnation();
  }

  /// Takes a membership that no apiserver has issued: the node belongs to no cluster.
  ///
  /// @throws IllegalStateException if it belongs, or has belonged, to one
  public synchronized void standAlone() {
    var present = current.get();
    if (present != null && present.incarnation() != STAND_ALONE) {
      throw new IllegalStateException(
          "this node's state is that of a member of a cluster; an agent that stands alone needs a"
              + " directory of its own");
    }
    change(new Membership(STAND_ALONE, true));
  }

  /// Puts the new membership on disk first.
  synchronized void change(Membership membership) {
    file.write(membership);
    current.set(membership);
  }

  /// The cluster says that this incarnation is no member any more: nothing may be started from now
  /// on, and the node is to join again. Another incarnation's standing is left alone.
  ///
  /// @throws io.ciao.launcher.ledger.LedgerException if that is not on disk; it holds all the same
  public synchronized void lost(long incarnation) {
    var present = current.get();
    if (present == null || !present.joined() || present.incarnation() != incarnation) {
      return;
    }
    var left = new Membership(incarnation, false);
    current.set(left);
    file.write(left);
  }
}
