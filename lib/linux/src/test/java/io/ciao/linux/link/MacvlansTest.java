package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.linux.link.NetAction.AddAddress;
import io.ciao.linux.link.NetAction.AddLink;
import io.ciao.linux.link.NetAction.BringUp;
import io.ciao.linux.link.NetAction.DeleteLink;
import io.ciao.linux.link.NetAction.DisableOwnIpv6;
import io.ciao.linux.link.NetAction.RemoveAddress;
import io.ciao.linux.link.NetAction.SetAlias;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is done about a link on top of the node's.
final class MacvlansTest extends NamespaceCases {
  private static final Ipv6Prefix SIX = Ipv6Prefix.parse("fd00:a::1/64");
  private static final Link UP =
      new Link(
          "up0",
          new LinkKind.Macvlan(NODE, "eth9"),
          MAC,
          MTU,
          null,
          MARK,
          List.of(NEAR_ADDRESS, SIX));
  private static final List<NetAction> MADE =
      List.of(
          new AddLink(OWN, UP),
          new DisableOwnIpv6(OWN, "up0"),
          new SetAlias(OWN, "up0", MARK),
          new BringUp(OWN, "up0"),
          new AddAddress(OWN, "up0", NEAR_ADDRESS),
          new AddAddress(OWN, "up0", SIX));

  private final NamespaceModel model = model(null, UP);

  private FakeKernel made() {
    var kernel = around(model);
    found(kernel, NODE, "eth9", "", "");
    kernel.apply(done(model, kernel));
    return kernel;
  }

  @Test
  void isMadeOnItsParent() {
    var kernel = around(model);
    found(kernel, NODE, "eth9", "", "");
    assertThat(done(model, kernel)).containsSubsequence(MADE);
    kernel.apply(done(model, kernel));
    assertThat(done(model, kernel)).isEmpty();
  }

  @Test
  void waitsForItsParent() {
    var kernel = around(model);
    var decision = NamespaceDecider.decide(model, kernel.read(model));
    assertThat(decision.waiting())
        .containsExactly(new Waiting("up0", "namespace node has no link eth9"));
    assertThat(decision.actions()).doesNotContain(new AddLink(OWN, UP));
  }

  @Test
  void isMadeAnewWhereItIsOnAnother() {
    var kernel = made();
    kernel.change(
        OWN,
        "up0",
        a ->
            new ActualLink.Attributes(
                a.kind(), a.peerIndex() + 1, a.mac(), a.mtu(), a.alias(), a.up(), a.ownIpv6()));
    assertThat(done(model, kernel)).isEqualTo(all(List.of(new DeleteLink(OWN, "up0")), MADE));
  }

  @Test
  void itsAddressesAreMended() {
    var kernel = made();
    kernel.addresses(OWN, "up0", SIX, false);
    kernel.addresses(OWN, "up0", Ipv6Prefix.parse("fd00:a::2/64"), true);
    assertThat(done(model, kernel))
        .containsExactly(
            new RemoveAddress(OWN, "up0", Ipv6Prefix.parse("fd00:a::2/64")),
            new AddAddress(OWN, "up0", SIX));
  }
}
