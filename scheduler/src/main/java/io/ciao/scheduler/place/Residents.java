package io.ciao.scheduler.place;

import java.util.Collection;
import java.util.List;

/// What is bound already.
public interface Residents {
  /// The instances of one tenant, in any order.
  Collection<Resident> ofTenant(String tenant);

  /// Those of them whose anti-affinity keeps others away, in any order.
  Collection<Resident> keepingAway(String tenant);

  /// The instances on one node, in any order.
  Collection<Resident> onNode(String node);

  /// These ones.
  static Residents of(Collection<Resident> all) {
    var residents = List.copyOf(all);
    return new Residents() {
      @Override
      public Collection<Resident> ofTenant(String tenant) {
        return residents.stream().filter(r -> r.request().tenant().equals(tenant)).toList();
      }

      @Override
      public Collection<Resident> keepingAway(String tenant) {
        return ofTenant(tenant).stream().filter(r -> r.request().keepsAway()).toList();
      }

      @Override
      public Collection<Resident> onNode(String node) {
        return residents.stream().filter(r -> r.node().equals(node)).toList();
      }
    };
  }
}
