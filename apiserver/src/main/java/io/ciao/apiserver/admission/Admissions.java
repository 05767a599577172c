package io.ciao.apiserver.admission;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.store.ResourceStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The admission rules by kind. Immutable.
public final class Admissions {
  /// Kinds about which the schema says all; that there is nothing else to check was decided.
  private static final Set<String> NOTHING_TO_CHECK =
      Set.of("Quota", "SSHKey", "ServiceAccount", "Lease");

  private final Map<String, Admission> byKind;

  private final UnaryOperator<Admission> owned;

  private Admissions(Map<String, Admission> byKind, UnaryOperator<Admission> owned) {
    this.byKind = Map.copyOf(byKind);
    this.owned = owned;
  }

  /// All rules that there are.
  ///
  /// @param uids where the uid of an object that is made alongside comes from
  public static Admissions all(ResourceStore store, KindRegistry kinds, Supplier<String> uids) {
    TenantPair pair = new TenantPair(store, kinds, uids);
    Map<String, Admission> rules =
        new HashMap<>(
            Map.of(
                "Tenant", new TenantAdmission(pair),
                "Namespace", new NamespaceAdmission(pair),
                "Node", new NodeAdmission(),
                "Instance", new InstanceAdmission(new References(store), new Priorities(store)),
                "Concentrator", new ConcentratorAdmission(),
                "Image", new ImageAdmission(),
                "Workload", new WorkloadAdmission(store),
                "TenantNetwork", new TenantNetworkAdmission(store),
                "Event", new EventAdmission()));
    rules.put(
        "InstanceSet", new InstanceSetAdmission(new References(store), new Priorities(store)));
    rules.put("PriorityClass", new PriorityClassAdmission(store));
    rules.put("CertificateRevocation", new CertificateRevocationAdmission());
    rules.putAll(storage(new References(store), store));
    rules.putAll(roles());
    NOTHING_TO_CHECK.forEach(kind -> rules.put(kind, Admission.NONE));
    return new Admissions(rules, own -> new OwnedAdmission(own, store, kinds));
  }

  /// The rules of kinds that hold data or addresses.
  private static Map<String, Admission> storage(References references, ResourceStore store) {
    return Map.of(
        "SecurityGroup", new SecurityGroupAdmission(references, store),
        "ExternalIPPool", new ExternalIPPoolAdmission(store),
        "ExternalIP", new ExternalIPAdmission(references),
        "Volume", new VolumeAdmission(references),
        "VolumeSnapshot", new VolumeSnapshotAdmission(references),
        "ClusterConfig", new ClusterConfigAdmission(),
        "Secret", new SecretAdmission(),
        "ConfigMap", new ConfigMapAdmission());
  }

  /// The rules of roles and of what gives them.
  private static Map<String, Admission> roles() {
    return Map.of(
        "Role", new RoleAdmission(),
        "ClusterRole", new RoleAdmission(),
        "RoleBinding", new BindingAdmission(),
        "ClusterRoleBinding", new BindingAdmission());
  }

  /// The rule of a kind.
  ///
  /// @throws IllegalStateException if nobody decided about that kind
  public Admission of(KindDefinition kind) {
    Admission own = byKind.get(kind.kind());
    if (own == null) {
      throw new IllegalStateException("Admissions says nothing of the kind " + kind.kind());
    }
    return owned.apply(own);
  }

  /// Every kind that was decided about.
  Set<String> kinds() {
    return byKind.keySet();
  }
}
