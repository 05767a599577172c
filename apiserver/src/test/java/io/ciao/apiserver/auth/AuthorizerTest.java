package io.ciao.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.schema.FieldSelector;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.rbac.RoleWorld;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import io.ciao.ssntp.frame.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// The table of the node rule and of the ready-made roles: instance `team/web` is bound to n1 and
/// refers to image `tiny`; concentrator `team/c1` is on n1.
final class AuthorizerTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  static final PublicView SHARED =
      (resource, name) -> resource.equals("images") && name.equals("debian");

  private final Authorizer authorizer =
      new Authorizer(new World(), SHARED, new RoleWorld().roles());

  @ParameterizedTest
  @CsvFileSource(resources = "/io/ciao/apiserver/auth/authorization.csv", delimiter = '|')
  void decides(String who, Verb verb, String path, String fields, String expected) {
    RequestPath.Resource target = (RequestPath.Resource) RequestPath.parse(path).orElseThrow();
    KindDefinition kind = KINDS.byPlural(target.resource()).orElseThrow();
    FieldSelector selector = FieldSelector.parse(fields == null ? "" : fields, kind);

    Decision decision = authorizer.decide(identity(who), new Access(verb, target, selector));

    switch (decision) {
      case Decision.Allowed _ -> assertThat("yes").isEqualTo(expected);
      case Decision.Denied(String reason) -> assertThat(reason).contains(expected);
    }
  }

  private static Identity identity(String who) {
    return switch (who) {
      case "admin" -> new Identity("admin", Set.of("ciao:admins"), Set.of(), "");
      case "scheduler" ->
          new Identity("ciao:scheduler", Set.of("ciao:schedulers"), Set.of(Role.SCHEDULER), "u");
      case "apiserver" -> new Identity("ciao:apiserver", Set.of("ciao:apiservers"), Set.of(), "");
      case "launcher" -> node(Role.AGENT);
      case "lost" ->
          new Identity("system:node:n9", Set.of("system:nodes"), Set.of(Role.AGENT), "u");
      case "cnci" -> node(Role.CNCI_AGENT);
      case "gateway" -> concentrator();
      default -> new Identity(who, Set.of("elsewhere"), Set.of(), "");
    };
  }

  /// As a certificate of one says who it is.
  static Identity concentrator() {
    return Identity.known(
        "system:concentrator:n1", List.of("system:concentrators"), Set.of(Role.CNCI_AGENT), "u");
  }

  static Identity node(Role role) {
    return new Identity("system:node:n1", Set.of("system:nodes"), Set.of(role), "u");
  }

  /// A world of one instance and one concentrator on n1.
  static final class World implements NodeView {
    @Override
    public boolean bound(String node, String namespace, String instance) {
      return node.equals("n1") && namespace.equals("team") && instance.equals("web");
    }

    @Override
    public boolean carries(String node, String namespace, String concentrator) {
      return node.equals("n1") && namespace.equals("team") && concentrator.equals("c1");
    }

    @Override
    public boolean lost(String node) {
      return node.equals("n9");
    }

    @Override
    public boolean refers(String node, String resource, String namespace, String name) {
      return node.equals("n1")
          && resource.equals("images")
          && namespace.equals("team")
          && name.equals("tiny");
    }
  }
}
