package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.linux.link.NetAction.AddNeighbour;
import io.ciao.linux.link.NetAction.AddRoute;
import io.ciao.linux.link.NetAction.BringUp;
import io.ciao.linux.link.NetAction.RemoveRoute;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is done about routes that lead to a router on a link.
final class NamespaceRoutesTest extends NamespaceCases {
  private static final Ipv4Prefix BEHIND = Ipv4Prefix.parse("172.16.9.0/24");
  private static final RouteVia ROUTE = new RouteVia(BEHIND, ROUTER, "br0");
  private static final RouteVia BY_ANOTHER = new RouteVia(BEHIND, OTHER_ROUTER, "br0");

  private static NamespaceModel routed(Link... ports) {
    var model = model(null, ports);
    var name = ports.length == 0 ? "br0" : ports[0].name();
    return new NamespaceModel(
        model.namespace(),
        model.sysctls(),
        model.links(),
        null,
        Forwarding.of(
            model.forwarding().entries(),
            model.forwarding().neighbours(),
            List.of(new RouteVia(BEHIND, ROUTER, name))),
        model.tables());
  }

  static Stream<Case> routes() {
    return Stream.of(
        of("none", kernel -> kernel.routes.clear(), new AddRoute(OWN, ROUTE)),
        of(
            "one too much",
            kernel -> kernel.routes.add(BY_ANOTHER),
            new RemoveRoute(OWN, BY_ANOTHER)),
        of(
            "by another router",
            kernel -> {
              kernel.routes.clear();
              kernel.routes.add(BY_ANOTHER);
            },
            new RemoveRoute(OWN, BY_ANOTHER),
            new AddRoute(OWN, ROUTE)),
        of(
            "one on somebody else's link",
            kernel -> kernel.routes.add(new RouteVia(BEHIND, ROUTER, "foreign"))));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aDifferenceIsMended(Case each) {
    var model = routed();
    assertThat(done(model, damaged(model, each))).isEqualTo(each.done());
  }

  @Test
  void aRouteComesAfterItsLinkIsUpAndItsNeighbourIsKnown() {
    var model = routed();
    assertThat(done(model, around(model)))
        .containsSubsequence(
            new BringUp(OWN, "br0"), new AddNeighbour(OWN, NEIGHBOUR), new AddRoute(OWN, ROUTE));
  }

  @Test
  void aRouteGoesWithALinkThatIsMadeAnewAndComesWithIt() {
    var model = routed();
    var kernel = atRest(model);
    kind(kernel, OWN, "br0", "veth");
    assertThat(done(model, kernel))
        .doesNotContain(new RemoveRoute(OWN, ROUTE))
        .endsWith(new AddRoute(OWN, ROUTE));
  }

  @Test
  void aRouteWaitsForALinkThatSomebodyElseMakes() {
    var far = new Link("far", new LinkKind.FarEnd(), null, MTU, null, MARK, List.of());
    var model = routed(far);
    var kernel = around(model);
    kernel.apply(done(model, kernel));
    assertThat(kernel.routes).isEmpty();

    found(kernel, OWN, "far", "veth", MARK);
    assertThat(done(model, kernel))
        .contains(new AddRoute(OWN, new RouteVia(BEHIND, ROUTER, "far")));
  }

  @Test
  void theDefaultRouteIsNoneOfThem() {
    var all = Ipv4Prefix.parse("0.0.0.0/0");
    assertThatThrownBy(() -> new RouteVia(all, ROUTER, "br0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.0.0.0/0");
    var inside = Ipv4Prefix.parse("172.16.9.1/24");
    assertThatThrownBy(() -> new RouteVia(inside, ROUTER, "br0"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
