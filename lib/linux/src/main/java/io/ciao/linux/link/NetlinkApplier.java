package io.ciao.linux.link;

import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.nft.NftRuleset;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Performs actions by rtnetlink, neighbouring ones of a namespace in one request. Safe for many
/// threads.
public final class NetlinkApplier implements NetActionApplier {
  /// A deleted namespace is cleared up in the background, in 0.1 to 0.4 s; until then its tunnel
  /// still holds the VNI and its pairs their names.
  private static final Duration CLEARING_MAX = Duration.ofSeconds(3);

  private static final Duration CLEARING_POLL = Duration.ofMillis(50);

  private final NetworkNamespaces namespaces;
  private final NftRuleset nft;
  private final TapReattacher taps;

  public NetlinkApplier(NetworkNamespaces namespaces, NftRuleset nft, TapReattacher taps) {
    this.namespaces = namespaces;
    this.nft = nft;
    this.taps = taps;
  }

  /// With what else it needs of this machine.
  public static NetlinkApplier withKernel() {
    return new NetlinkApplier(new NetworkNamespaces(), new NftRuleset(), new HeldTapReattacher());
  }

  @Override
  public void apply(List<NetAction> actions) {
    try (var kernel = new NetlinkSession()) {
      for (var action : actions) {
        switch (action) {
          case NetAction.CreateNamespace create -> {
            kernel.flush();
            namespaces.create(create.namespace());
          }
          case NetAction.WriteSysctls write -> {
            kernel.flush();
            Sysctls.write(write.namespace(), write.values());
          }
          case NetAction.ApplyNft change -> {
            kernel.flush();
            nft.apply(change.namespace(), change.script());
          }
          case NetAction.ReattachTap reattach -> {
            kernel.flush();
            taps.reattach(reattach.bornIn(), reattach.link(), reattach.holder());
            move(kernel, reattach.bornIn(), reattach.link(), reattach.namespace());
          }
          case NetAction.AddLink add -> add(kernel, add);
          case NetAction.MoveTap(var to, var from, var link) -> move(kernel, from, link, to);
          case NetAction.DeleteLink _,
              NetAction.SetMac _,
              NetAction.SetMtu _,
              NetAction.SetAlias _,
              NetAction.DisableOwnIpv6 _,
              NetAction.Enslave _,
              NetAction.SetPortFlags _,
              NetAction.BringUp _,
              NetAction.AddAddress _,
              NetAction.RemoveAddress _,
              NetAction.SetDefaultRoute _,
              NetAction.AddRoute _,
              NetAction.RemoveRoute _,
              NetAction.AddFdb _,
              NetAction.RemoveFdb _,
              NetAction.AddNeighbour _,
              NetAction.RemoveNeighbour _ ->
              kernel.take(action);
        }
      }
      kernel.flush();
    }
  }

  private static void move(NetlinkSession kernel, NetNamespace from, String link, NetNamespace to) {
    kernel.flush();
    kernel.now(from, LinkMessages.move(link, kernel.file(to)));
  }

  /// What is in the way belongs to a namespace that the kernel is clearing up: waits for that.
  private static void add(NetlinkSession kernel, NetAction.AddLink add) {
    kernel.flush();
    var waits = CLEARING_MAX.dividedBy(CLEARING_POLL);
    while (true) {
      try {
        addNow(kernel, add);
        return;
      } catch (KernelException e) {
        if (e.number() != ErrorNumber.EEXIST || waits-- <= 0) {
          throw e;
        }
        LockSupport.parkNanos(CLEARING_POLL.toNanos());
      }
    }
  }

  private static void addNow(NetlinkSession kernel, NetAction.AddLink add) {
    var where = add.namespace();
    var link = add.link();
    switch (link.kind()) {
      case LinkKind.Bridge _ -> kernel.now(where, LinkMessages.bridge(link));
      case LinkKind.Vxlan vxlan ->
          // Made where its socket stays, born where it is used.
          kernel.now(vxlan.socketNamespace(), LinkMessages.vxlan(link, vxlan, kernel.file(where)));
      case LinkKind.Veth veth ->
          kernel.now(
              where, LinkMessages.veth(link, veth.peer(), kernel.file(veth.peerNamespace())));
      case LinkKind.Macvlan(var parentNamespace, var parent) ->
          kernel.now(
              parentNamespace,
              LinkMessages.macvlan(
                  link, kernel.index(parentNamespace, parent), kernel.file(where)));
      case LinkKind.Tap _, LinkKind.VethEnd _, LinkKind.FarEnd _ ->
          throw new IllegalStateException("a " + link.kind() + " is not added by itself");
    }
  }
}
