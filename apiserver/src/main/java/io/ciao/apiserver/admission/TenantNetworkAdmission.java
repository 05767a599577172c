package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;

/// A TenantNetwork's CIDR is a real block of addresses that hosts can have, big enough for one
/// subnet.
final class TenantNetworkAdmission implements Admission {
  private final ResourceStore store;

  TenantNetworkAdmission(ResourceStore store) {
    this.store = store;
  }

  @Override
  public void create(Draft draft) {
    JsonNode spec = draft.tree().path("spec");
    String text = spec.path("cidr").asText("");
    Ipv4Subnet block;
    try {
      block = Ipv4Subnet.parse(text);
    } catch (AddressFormatException e) {
      draft.refuse(Cause.invalid("spec.cidr", String.valueOf(e.getMessage())));
      return;
    }
    HostBlock.require(draft, "spec.cidr", block);
    long length = spec.path("subnetPrefixLength").asLong(block.prefixLength());
    if (length < block.prefixLength()) {
      draft.refuse(
          Cause.invalid(
              "spec.subnetPrefixLength",
              length + ": a subnet of that size is larger than the network " + text));
    }
    overlaps(draft, block);
    for (JsonNode server : spec.path("dns").path("nameServers")) {
      checkAddress(draft, server.asText(""));
    }
  }

  private static void checkAddress(Draft draft, String text) {
    try {
      Ipv4Address.parse(text);
    } catch (AddressFormatException e) {
      draft.refuse(Cause.invalid("spec.dns.nameServers", String.valueOf(e.getMessage())));
    }
  }

  /// Networks of one tenant are routed to each other, so their blocks are apart. Every creation
  /// compares and bumps one key of the tenant, so that of two at once one looks again.
  private void overlaps(Draft draft, Ipv4Subnet block) {
    String guard = SystemKeys.guard("tenantnetworks", draft.namespace());
    SystemValue read;
    try {
      read = store.readSystem(guard);
      store.awaitCurrent();
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
    for (StoredObject other : store.list("tenantnetworks", draft.namespace()).objects()) {
      String cidr = other.tree().path("spec").path("cidr").asText("");
      boolean same = other.key().name().equals(draft.name());
      if (!same && Ipv4Subnet.parse(cidr).overlaps(block)) {
        draft.refuse(
            Cause.invalid(
                "spec.cidr",
                "\""
                    + block
                    + "\": overlaps "
                    + cidr
                    + " of tenantnetwork \""
                    + other.key().name()
                    + "\" of the same tenant"));
      }
    }
    draft.alongside(
        new Change.PutSystem(guard, ObjectTree.uid(draft.tree()), Expected.asRead(read)));
  }
}
