package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.basis.address.MacAddress;
import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.nft.NftRuleset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What becomes of actions that the kernel refuses, and how it is told.
@Tag("networks")
final class NetlinkApplierIT {
  private final NetworkNamespaces namespaces = new NetworkNamespaces();
  private final NetlinkApplier applier =
      new NetlinkApplier(namespaces, new NftRuleset(), new HeldTapReattacher());
  private final NetNamespace.Named own =
      new NetNamespace.Named(
          String.format(Locale.ROOT, "lxt%04x-a", ThreadLocalRandom.current().nextInt(0x10000)));
  private final Link bridge =
      new Link("br9", new LinkKind.Bridge(), null, 1450, null, "ciao:subnet=t", List.of());

  @BeforeEach
  void make() {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("needs root: network namespaces");
    }
    applier.apply(List.of(new NetAction.CreateNamespace(own), new NetAction.AddLink(own, bridge)));
  }

  @AfterEach
  void remove() {
    namespaces.delete(own);
  }

  private ActualLink found() {
    var model =
        new NamespaceModel(
            own, new TreeMap<>(), List.of(), null, Forwarding.of(List.of(), List.of()), List.of());
    return new NetlinkReader(namespaces, new NftRuleset())
        .read(model)
        .links()
        .find("br9")
        .orElseThrow();
  }

  @Test
  void refusalSaysWhatWhereAndTheKernelsWords() {
    var tooLarge = new NetAction.SetMtu(own, "br9", 100_000);
    assertThatThrownBy(() -> applier.apply(List.of(tooLarge)))
        .isInstanceOf(KernelException.class)
        .hasMessage(
            "could not set the MTU of br9 in %s: EINVAL, the kernel does not take it: mtu greater"
                    .formatted(own)
                + " than device maximum");
  }

  @Test
  void missingLinkIsNamed() {
    var entry = new FdbEntry.OnBridge(MacAddress.GATEWAY, "p-none");
    assertThatThrownBy(() -> applier.apply(List.of(new NetAction.AddFdb(own, entry))))
        .hasMessage("could not find link p-none in %s: ENODEV, there is no such link", own);
  }

  @Test
  void noLinkComesUpAfterARefusal() {
    assertThatThrownBy(
            () ->
                applier.apply(
                    List.of(
                        new NetAction.SetMtu(own, "br9", 100_000),
                        new NetAction.SetAlias(own, "br9", "ciao:subnet=other"),
                        new NetAction.BringUp(own, "br9"))))
        .isInstanceOf(KernelException.class);
    assertThat(found().attributes().up()).isFalse();
    assertThat(found().attributes().alias()).isEqualTo("ciao:subnet=other");
  }

  @Test
  void whatIsGoneIsRemoved() {
    var gone = new NetNamespace.Named(own.name() + "-gone");
    assertThatCode(
            () ->
                applier.apply(
                    List.of(
                        new NetAction.DeleteLink(own, "br8"),
                        new NetAction.DeleteLink(gone, "br8"),
                        new NetAction.BringUp(own, "br9"))))
        .doesNotThrowAnyException();
    assertThat(found().attributes().up()).isTrue();
    assertThat(LinkTable.alias(gone, "br9")).isEqualTo(Optional.empty());
    LinkTable.delete(gone, "br9");
  }

  @Test
  void linkIsNotMadeInANamespaceThatIsGone() {
    var gone = new NetNamespace.Named(own.name() + "-gone");
    assertThatThrownBy(() -> applier.apply(List.of(new NetAction.AddLink(gone, bridge))))
        .isInstanceOfSatisfying(
            KernelException.class, e -> assertThat(e.number()).isEqualTo(ErrorNumber.ENOENT))
        .hasMessageContaining(gone.toString());
  }

  @Test
  void refusedRulesChangeNothing() {
    var nft = new NftRuleset();
    assertThatThrownBy(() -> nft.apply(own, "add table inet one\nadd rule inet one none0 accept\n"))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining("could not change the packet rules of " + own)
        .hasMessageContaining("No such file or directory");
    assertThat(nft.read(own)).isEmpty();
  }
}
