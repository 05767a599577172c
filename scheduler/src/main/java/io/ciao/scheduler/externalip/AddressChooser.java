package io.ciao.scheduler.externalip;

import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.externalip.ExternalIPPool;
import io.ciao.api.externalip.ExternalIPReasons;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.address.Ipv4Address;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which address of its pool an ExternalIP gets: the one that it asks for, else the lowest that
/// nobody has or asks for. What it gave is taken from then on. Confined to one decision.
final class AddressChooser {
  /// What comes of a question.
  sealed interface Choice {
    record Given(Ipv4Address address) implements Choice {}

    /// It gets none.
    ///
    /// @param reason one of [ExternalIPReasons]
    record None(String reason, String message) implements Choice {}
  }

  private final String name;
  private final @Nullable ExternalIPPool pool;
  private final PoolAddresses addresses;
  private final Set<Ipv4Address> taken = new HashSet<>();

  /// Who has an address or asks for it.
  private final Map<Ipv4Address, ObjectKey> holders = new HashMap<>();

  AddressChooser(ExternalIPSnapshot snapshot) {
    this.name = snapshot.name();
    this.pool = snapshot.pool();
    this.addresses =
        PoolAddresses.of(pool == null ? List.of() : pool.spec().ranges(), snapshot.reserved());
    snapshot.elsewhere().forEach(address -> taken.add(Ipv4Address.parse(address)));
    for (var externalIP : snapshot.externalIPs()) {
      var address = Optional.ofNullable(externalIP.status().address());
      address
          .or(() -> Optional.ofNullable(externalIP.spec().address()))
          .map(Ipv4Address::parse)
          .ifPresent(has -> holders.putIfAbsent(has, ObjectKey.of(externalIP.metadata())));
    }
    // A concentrator may still have one whose ExternalIP is gone.
    for (var concentrator : snapshot.concentrators()) {
      concentrator.spec().externalIPs().forEach(a -> listed(a.address()));
      concentrator.status().externalIPs().forEach(a -> listed(a.address()));
    }
    taken.addAll(holders.keySet());
  }

  private void listed(String text) {
    var address = Ipv4Address.parse(text);
    if (!holders.containsKey(address)) {
      taken.add(address);
    }
  }

  Choice choose(ExternalIP externalIP) {
    if (pool == null) {
      return new Choice.None(
          ExternalIPReasons.POOL_MISSING, "there is no externalippool " + name + " yet");
    }
    var tenant = externalIP.metadata().namespace();
    if (!pool.spec().tenants().isEmpty() && !pool.spec().tenants().contains(tenant)) {
      return new Choice.None(
          ExternalIPReasons.POOL_NOT_PERMITTED,
          "the pool %s is not for the tenant %s".formatted(name, tenant));
    }
    var wish = externalIP.spec().address();
    return wish == null ? lowest() : wished(externalIP, Ipv4Address.parse(wish));
  }

  private Choice lowest() {
    var free = addresses.lowestFree(taken);
    free.ifPresent(taken::add);
    return free.<Choice>map(Choice.Given::new)
        .orElseGet(
            () ->
                new Choice.None(
                    ExternalIPReasons.POOL_EXHAUSTED,
                    "every one of the %d addresses of the pool %s is somebody's"
                        .formatted(addresses.total(), name)));
  }

  private Choice wished(ExternalIP externalIP, Ipv4Address wish) {
    if (!addresses.contains(wish)) {
      return new Choice.None(
          ExternalIPReasons.ADDRESS_NOT_IN_POOL,
          "%s is not in the pool %s, or the cluster itself uses it".formatted(wish, name));
    }
    var own = ObjectKey.of(externalIP.metadata());
    var holder = holders.get(wish);
    if (own.equals(holder)) {
      return new Choice.Given(wish);
    }
    return new Choice.None(
        ExternalIPReasons.ADDRESS_TAKEN,
        wish + " belongs to " + (holder == null ? "somebody else" : described(holder, own)));
  }

  /// What another tenant has is told without names.
  private static String described(ObjectKey holder, ObjectKey to) {
    return Objects.equals(holder.namespace(), to.namespace())
        ? "externalip " + holder.name()
        : "another tenant";
  }

  /// How many addresses the pool can give.
  long total() {
    return addresses.total();
  }

  /// How many of them nobody has.
  long free() {
    return addresses.free(taken);
  }
}
