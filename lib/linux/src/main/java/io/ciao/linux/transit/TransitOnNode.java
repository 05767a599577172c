package io.ciao.linux.transit;

import io.ciao.linux.link.NamespaceConvergence;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetworkNamespaces;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Makes what joins tenants' subnets on this node true. Safe for many threads, one at a time for
/// one tenant.
public final class TransitOnNode {
  private final NamespaceConvergence convergence;
  private final NetworkNamespaces namespaces;

  public TransitOnNode(NamespaceConvergence convergence, NetworkNamespaces namespaces) {
    this.convergence = convergence;
    this.namespaces = namespaces;
  }

  public static TransitOnNode withKernel() {
    return new TransitOnNode(NamespaceConvergence.withKernel(), new NetworkNamespaces());
  }

  /// Reads what the kernel has and repairs every difference; doing it again changes nothing. A port
  /// whose concentrator is not there yet is named in the result, the rest is made all the same.
  public NamespaceConvergence.Settled converge(TransitPlan plan) {
    return convergence.converge(TransitModel.of(plan));
  }

  /// Removes it with the interfaces that it gave concentrators. One that is gone is success.
  public void remove(String prefix, long vni) {
    namespaces.delete(NamespaceNames.ofTransit(prefix, vni));
  }

  /// The transit VNIs whose namespaces with this prefix exist, for finding what a plan no longer
  /// names.
  public SortedSet<Long> present(String prefix) {
    var form = Pattern.compile(Pattern.quote(prefix) + "-tr-([0-9]{1,8})");
    var found = new TreeSet<Long>();
    for (var name : namespaces.list()) {
      var matcher = form.matcher(name);
      if (matcher.matches()) {
        found.add(Long.valueOf(matcher.group(1)));
      }
    }
    return found;
  }
}
