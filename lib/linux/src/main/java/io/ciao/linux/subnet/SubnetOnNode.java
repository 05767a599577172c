package io.ciao.linux.subnet;

import io.ciao.linux.conntrack.ConnectionTable;
import io.ciao.linux.link.NamespaceConvergence;
import io.ciao.linux.link.NetAction;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Makes tenant subnets on this node true. Safe for many threads, one at a time for one subnet.
public final class SubnetOnNode {
  /// By which rules the connections of a namespace have been judged. Forgotten when this process
  /// ends, so what it did not come to is done by the next.
  private final Map<NetNamespace, Permissions> judged = new ConcurrentHashMap<>();

  private final NamespaceConvergence convergence;
  private final NetworkNamespaces namespaces;

  public SubnetOnNode(NamespaceConvergence convergence, NetworkNamespaces namespaces) {
    this.convergence = convergence;
    this.namespaces = namespaces;
  }

  public static SubnetOnNode withKernel() {
    return new SubnetOnNode(NamespaceConvergence.withKernel(), new NetworkNamespaces());
  }

  /// Reads what the kernel has and repairs every difference; doing it again changes nothing. A port
  /// whose tap or container is not there yet is named in the result, the rest is made all the same.
  ///
  /// Connections that the rules allow no more are ended when the rules are others than in the pass
  /// before. While the plan is tolerant that is done in each pass: tracking takes up again what
  /// still sends.
  public NamespaceConvergence.Settled converge(SubnetPlan plan) {
    var settled = convergence.converge(SubnetModel.of(plan));
    var namespace = plan.place().namespace();
    var permissions = Permissions.of(plan);
    if (permissions.tolerant()
        || !permissions.equals(judged.get(namespace))
        || settled.actions().stream().anyMatch(NetAction.ApplyNft.class::isInstance)) {
      judged.remove(namespace);
      ConnectionTable.change(namespace, new ConnectionJudge(permissions)::judge);
      judged.put(namespace, permissions);
    }
    return settled;
  }

  /// Removes the subnet from this node with all its ports. One that is gone is success.
  public void remove(NetNamespace.Named namespace) {
    judged.remove(namespace);
    namespaces.delete(namespace);
  }

  /// Names of the subnet namespaces with this prefix that exist, for finding what a plan no longer
  /// names.
  public SortedSet<String> present(String prefix) {
    var found = new TreeSet<String>();
    for (var name : namespaces.list()) {
      if (name.matches(Pattern.quote(prefix) + "-[0-9]+")) {
        found.add(name);
      }
    }
    return found;
  }
}
