package io.ciao.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.schema.FieldSelector;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import io.ciao.ssntp.frame.Role;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of the fixed rules: instance `team/web` is bound to n1 and refers to image `tiny`;
/// concentrator `team/c1` is on n1.
final class AuthorizerTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  private final Authorizer authorizer = new Authorizer(new World());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          admin     | DELETE | /apis/ciao.io/v1/nodes/n1                                  |                            | yes
          admin     | CREATE | /apis/ciao.io/v1/instances:bind                            |                            | yes
          stranger  | LIST   | /apis/ciao.io/v1/tenants                                   |                            | no rule
          apiserver | LIST   | /apis/ciao.io/v1/tenants                                   |                            | no rule
          scheduler | LIST   | /apis/ciao.io/v1/instances                                 |                            | yes
          scheduler | WATCH  | /apis/ciao.io/v1/sshkeys                                   |                            | yes
          scheduler | CREATE | /apis/ciao.io/v1/instances:bind                            |                            | yes
          scheduler | CREATE | /apis/ciao.io/v1/instances:unbind                          |                            | yes
          scheduler | CREATE | /apis/ciao.io/v1/instances:status                          |                            | yes
          scheduler | CREATE | /apis/ciao.io/v1/instances:check                           |                            | :bind, :unbind
          scheduler | CREATE | /apis/ciao.io/v1/nodes:bind                                |                            | :bind, :unbind
          scheduler | PATCH  | /apis/ciao.io/v1/nodes/n1/status                           |                            | yes
          scheduler | UPDATE | /apis/ciao.io/v1/namespaces/team/tenantnetworks/d/status   |                            | yes
          scheduler | PATCH  | /apis/ciao.io/v1/namespaces/team/concentrators/c1/status   |                            | yes
          scheduler | PATCH  | /apis/ciao.io/v1/namespaces/team/instances/web/status      |                            | status of nodes
          scheduler | PATCH  | /apis/ciao.io/v1/tenants/team/status                       |                            | status of nodes
          scheduler | GET    | /apis/ciao.io/v1/namespaces/team/instances/web/log         |                            | status of nodes
          scheduler | CREATE | /apis/ciao.io/v1/nodes/n1/join                             |                            | status of nodes
          scheduler | PATCH  | /apis/ciao.io/v1/namespaces/team/instances/web             |                            | yes
          scheduler | CREATE | /apis/ciao.io/v1/namespaces/team/instances                 |                            | finalizers
          scheduler | DELETE | /apis/ciao.io/v1/namespaces/team/instances/web             |                            | finalizers
          scheduler | CREATE | /apis/ciao.io/v1/namespaces/team/concentrators             |                            | yes
          scheduler | DELETE | /apis/ciao.io/v1/namespaces/team/concentrators/c1          |                            | yes
          scheduler | CREATE | /api/v1/namespaces/team/events                             |                            | yes
          scheduler | PATCH  | /apis/ciao.io/v1/nodes/n1                                  |                            | concentrators and events
          scheduler | CREATE | /apis/ciao.io/v1/tenants                                   |                            | concentrators and events
          launcher  | LIST   | /apis/ciao.io/v1/instances                                 | status.binding.nodeName=n1 | yes
          launcher  | WATCH  | /apis/ciao.io/v1/instances                                 | status.binding.nodeName=n1 | yes
          launcher  | LIST   | /apis/ciao.io/v1/instances                                 |                            | nodeName=n1 alone
          launcher  | LIST   | /apis/ciao.io/v1/instances                                 | status.binding.nodeName=n2 | nodeName=n1 alone
          launcher  | LIST   | /apis/ciao.io/v1/instances                                 | status.binding.nodeName!=n1| nodeName=n1 alone
          launcher  | WATCH  | /apis/ciao.io/v1/namespaces/team/instances                 | metadata.name=web          | nodeName=n1 alone
          launcher  | GET    | /apis/ciao.io/v1/namespaces/team/instances/web             |                            | yes
          launcher  | GET    | /apis/ciao.io/v1/namespaces/team/instances/other           |                            | not bound
          launcher  | PATCH  | /apis/ciao.io/v1/namespaces/team/instances/web             |                            | yes
          launcher  | PATCH  | /apis/ciao.io/v1/namespaces/team/instances/other           |                            | launcher-agent of the node
          launcher  | DELETE | /apis/ciao.io/v1/namespaces/team/instances/web             |                            | neither creates
          launcher  | CREATE | /apis/ciao.io/v1/namespaces/team/instances                 |                            | neither creates
          launcher  | PATCH  | /apis/ciao.io/v1/namespaces/team/instances/web/status      |                            | no access to instances/status
          launcher  | GET    | /apis/ciao.io/v1/namespaces/team/instances/web/log         |                            | no access to instances/log
          launcher  | CREATE | /apis/ciao.io/v1/instances:status                          |                            | yes
          launcher  | CREATE | /apis/ciao.io/v1/instances:check                           |                            | yes
          launcher  | CREATE | /apis/ciao.io/v1/instances:bind                            |                            | :status and :check
          launcher  | GET    | /apis/ciao.io/v1/namespaces/team/images/tiny               |                            | yes
          launcher  | WATCH  | /apis/ciao.io/v1/namespaces/team/images                    | metadata.name=tiny         | yes
          launcher  | LIST   | /apis/ciao.io/v1/namespaces/team/images                    |                            | one by one
          launcher  | LIST   | /apis/ciao.io/v1/images                                    | metadata.name=tiny         | one by one
          launcher  | GET    | /apis/ciao.io/v1/namespaces/team/images/other              |                            | one by one
          launcher  | GET    | /apis/ciao.io/v1/namespaces/team/sshkeys/key               |                            | one by one
          launcher  | PATCH  | /apis/ciao.io/v1/namespaces/team/images/tiny               |                            | does not write
          launcher  | GET    | /apis/ciao.io/v1/tenants/team                              |                            | no access to tenants
          launcher  | LIST   | /api/v1/namespaces                                         |                            | no access to namespaces
          launcher  | CREATE | /apis/ciao.io/v1/nodes                                     |                            | yes
          launcher  | GET    | /apis/ciao.io/v1/nodes/n1                                  |                            | yes
          launcher  | WATCH  | /apis/ciao.io/v1/nodes                                     | metadata.name=n1           | yes
          launcher  | GET    | /apis/ciao.io/v1/nodes/n2                                  |                            | its own Node
          launcher  | LIST   | /apis/ciao.io/v1/nodes                                     |                            | its own Node
          launcher  | PATCH  | /apis/ciao.io/v1/nodes/n1                                  |                            | admin's
          launcher  | DELETE | /apis/ciao.io/v1/nodes/n1                                  |                            | admin's
          launcher  | CREATE | /apis/ciao.io/v1/nodes/n1/join                             |                            | yes
          launcher  | CREATE | /apis/ciao.io/v1/nodes/n1/joined                           |                            | yes
          launcher  | CREATE | /apis/ciao.io/v1/nodes/n2/join                             |                            | joins it
          launcher  | PATCH  | /apis/ciao.io/v1/nodes/n1/status                           |                            | yes
          launcher  | PATCH  | /apis/ciao.io/v1/nodes/n2/status                           |                            | its status
          launcher  | LIST   | /apis/ciao.io/v1/concentrators                             | spec.nodeNames=n1          | yes
          launcher  | LIST   | /apis/ciao.io/v1/concentrators                             |                            | spec.nodeNames=n1
          launcher  | GET    | /apis/ciao.io/v1/namespaces/team/concentrators/c1          |                            | yes
          launcher  | GET    | /apis/ciao.io/v1/namespaces/team/concentrators/c2          |                            | nothing on this node
          launcher  | PATCH  | /apis/ciao.io/v1/namespaces/team/concentrators/c1/status   |                            | cnci-agent
          launcher  | PATCH  | /apis/ciao.io/v1/namespaces/team/concentrators/c1          |                            | cnci-agent
          launcher  | CREATE | /apis/ciao.io/v1/namespaces/team/concentrators             |                            | neither creates
          launcher  | CREATE | /api/v1/namespaces/team/events                             |                            | yes
          launcher  | LIST   | /api/v1/namespaces/team/events                             |                            | reads none
          cnci      | LIST   | /apis/ciao.io/v1/concentrators                             | spec.nodeNames=n1          | yes
          cnci      | PATCH  | /apis/ciao.io/v1/namespaces/team/concentrators/c1/status   |                            | yes
          cnci      | PATCH  | /apis/ciao.io/v1/namespaces/team/concentrators/c2/status   |                            | that the concentrator names
          cnci      | PATCH  | /apis/ciao.io/v1/namespaces/team/concentrators/c1          |                            | yes
          cnci      | PATCH  | /apis/ciao.io/v1/namespaces/team/concentrators/c2          |                            | that the concentrator names
          cnci      | CREATE | /apis/ciao.io/v1/nodes                                     |                            | launcher-agent
          cnci      | CREATE | /apis/ciao.io/v1/nodes/n1/join                             |                            | launcher-agent
          cnci      | PATCH  | /apis/ciao.io/v1/nodes/n1/status                           |                            | launcher-agent
          cnci      | CREATE | /apis/ciao.io/v1/instances:status                          |                            | launcher-agent
          cnci      | PATCH  | /apis/ciao.io/v1/namespaces/team/instances/web             |                            | launcher-agent
          """)
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
      case "cnci" -> node(Role.CNCI_AGENT);
      default -> new Identity(who, Set.of("elsewhere"), Set.of(), "");
    };
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
    public boolean refers(String node, String resource, String namespace, String name) {
      return node.equals("n1")
          && resource.equals("images")
          && namespace.equals("team")
          && name.equals("tiny");
    }
  }
}
